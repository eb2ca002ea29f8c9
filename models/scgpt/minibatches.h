// Minibatches of a corpus with some of their values hidden, and the baseline that predicting them is held against. No LibTorch.
#pragma once

#include "models/scgpt/corpus.h"

#include <cstdint>
#include <vector>

namespace lexicell::models::scgpt {

// The training cells of an epoch in minibatches: shuffled, then sorted by length within groups of batches to save padding,
// then the batches shuffled. Depends on the seed and the epoch only.
std::vector<std::vector<std::int64_t>> trainingBatches(const Corpus &corpus, const tasks::PretrainOptions &options, int epoch);
std::vector<std::vector<std::int64_t>> validationBatches(const Corpus &corpus, int batchSize);

// One minibatch, padded to its longest cell, some values hidden; rows are cells.
struct HiddenBatch {
    std::int64_t cells = 0;
    std::int64_t tokens = 0;
    std::vector<std::int64_t> genes;
    std::vector<float> input;  // the mask value where hidden
    std::vector<float> target;
    std::vector<std::uint8_t> hidden;
    std::vector<std::uint8_t> padding;
};
// Of every cell ⌊genes x maskRatio⌋ genes, one at least, never <cls>; and absentGenes times as many that the cell does not
// express, whose target is 0. `round` 0: validation, the same in every epoch.
HiddenBatch hideValues(const Corpus &corpus, const std::vector<std::int64_t> &cells, const tasks::PretrainOptions &options,
                       const Config &config, int round);

// What a network must beat: every gene's mean over what is hidden of it in the training cells, the mean of all for a gene
// that is never hidden there.
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
