// Minibatches of a corpus with some values hidden, and the baseline for predicting them. No LibTorch.
#pragma once

#include "models/families/scgpt/format/corpus.h"
#include "models/training/minibatches.h"

#include <cstdint>
#include <vector>

namespace lexicell::models::scgpt {

// The cells as a minibatch, padded to the longest, with some values hidden; the hidden ones are scored. Hides in every cell
// ⌊genes x maskRatio⌋ genes, at least one, never <cls>; and adds absentGenes times as many genes that the cell does not express,
// with target 0. With hiddenUnseen, hidden genes are marked as padding: padding keys are masked, but padding still attends as a
// query. `round` 0: validation, the same in every epoch.
training::Examples hideValues(const Corpus &corpus, const std::vector<std::int64_t> &cells,
                              const training::PretrainingOptions &options, const Config &config, int round);

// The minibatches of pretraining: round e for epoch e, and another one for the second view of a contrastive objective.
// The references must outlive it.
class HiddenValues : public training::Minibatches {
  public:
    HiddenValues(const Corpus &corpus, const training::PretrainingOptions &options, const Config &config)
        : m_corpus(corpus), m_options(options), m_config(config)
    {
    }
    std::int64_t trainingCells() const override { return static_cast<std::int64_t>(m_corpus.training.size()); }
    std::vector<std::vector<std::int64_t>> trainingBatches(int epoch) const override;
    std::vector<std::vector<std::int64_t>> validationBatches() const override;
    Result<std::vector<training::Examples>> views(const std::vector<std::int64_t> &cells, int epoch) const override;
    Result<training::Examples> held(const std::vector<std::int64_t> &cells) const override;
    double weight(const training::Examples &examples) const override;  // hidden values, as in the baseline

  private:
    const Corpus &m_corpus;
    const training::PretrainingOptions &m_options;
    const Config &m_config;
};

// The baseline of the network: every gene's mean over its hidden values in the training cells; for a gene
// that is never hidden there, the mean of all.
class MeanBins {
  public:
    MeanBins(const Corpus &corpus, const training::PretrainingOptions &options, const Config &config);
    double overall() const { return m_overall; }
    double of(std::int64_t gene) const { return m_means[static_cast<std::size_t>(gene)]; }
    // Mean squared error on the hidden values of the validation cells.
    double validationError(const Corpus &corpus, const training::PretrainingOptions &options, const Config &config) const;

  private:
    std::vector<double> m_means;
    double m_overall = 0.0;
};

}  // namespace lexicell::models::scgpt
