// Generation with a checkpoint that was not pretrained for it: the genes to predict stand among the known ones, masked as in
// fine-tuning, and their outputs are decoded. Where only a cell vector is known, the genes have no values at all, as in
// upstream's generate(). Masked genes attend to each other, unlike those of a pretrained generator.
#pragma once

#include "models/contracts/model.h"
#include "models/tasks/generate/iterative_generation.h"

namespace lexicell::models::tasks {

class MaskedPrompts : public CellGenerator {
  public:
    // The model has a generator and a decoder of hidden genes, and outlives this.
    explicit MaskedPrompts(const LoadedModel &model) : m_model(model) {}

    Result<std::vector<float>> generateFromCells(const std::vector<float> &cellVectors, const TokenBatch &batch, bool useValues,
                                                 JobContext &context) const override;
    Result<std::vector<float>> generateFromGenes(const TokenBatch &known, const TokenBatch &unknown,
                                                 const std::vector<float> &cellVectors, JobContext &context) const override;

  private:
    const LoadedModel &m_model;
};

// Whether the checkpoint's own generator takes genes as a prompt: tried on the first cell's first known and first unknown token.
// Error classes: those of CellGenerator, but unsupported_model.
Result<bool> takesGenes(const LoadedModel &model, const Prompt &prompt, JobContext &context);

}  // namespace lexicell::models::tasks
