// Minibatches of a corpus with some values hidden, and the baseline for predicting them. No LibTorch.
#pragma once

#include "models/families/scgpt/format/corpus.h"

#include <cstdint>
#include <vector>

namespace lexicell::models::scgpt {

// The training cells of an epoch in minibatches: shuffled, then sorted by length within groups of batches to save padding,
// then the order of the batches shuffled. Depends on the seed and the epoch only.
std::vector<std::vector<std::int64_t>> trainingBatches(const Corpus &corpus, const tasks::PretrainOptions &options, int epoch);
std::vector<std::vector<std::int64_t>> validationBatches(const Corpus &corpus, int batchSize);

// One minibatch, padded to its longest cell, with some values hidden; rows are cells.
struct HiddenBatch {
    std::int64_t cells = 0;
    std::int64_t tokens = 0;
    std::vector<std::int64_t> genes;
    std::vector<float> input;  // the mask value where hidden
    std::vector<float> target;
    std::vector<std::uint8_t> hidden;
    std::vector<std::uint8_t> padding;
};
// Hides in every cell ⌊genes x maskRatio⌋ genes, at least one, never <cls>; and adds absentGenes times as many genes that the
// cell does not express, with target 0. `round` 0: validation, the same in every epoch.
HiddenBatch hideValues(const Corpus &corpus, const std::vector<std::int64_t> &cells, const tasks::PretrainOptions &options,
                       const Config &config, int round);

// The baseline of the network: every gene's mean over its hidden values in the training cells; for a gene
// that is never hidden there, the mean of all.
class MeanBins {
  public:
    MeanBins(const Corpus &corpus, const tasks::PretrainOptions &options, const Config &config);
    double overall() const { return m_overall; }
    double of(std::int64_t gene) const { return m_means[static_cast<std::size_t>(gene)]; }
    // Mean squared error on the hidden values of the validation cells.
    double validationError(const Corpus &corpus, const tasks::PretrainOptions &options, const Config &config) const;

  private:
    std::vector<double> m_means;
    double m_overall = 0.0;
};

}  // namespace lexicell::models::scgpt
