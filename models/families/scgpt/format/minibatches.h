// Minibatches of a corpus with some values hidden, and the baseline for predicting them. No LibTorch.
#pragma once

#include "models/families/scgpt/format/corpus.h"
#include "models/training/cell_windows.h"
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

// The baseline of the network: every gene's mean over its hidden values in the training cells; for a gene
// that is never hidden there, the mean of all.
class MeanBins {
  public:
    explicit MeanBins(std::size_t vocabulary) : m_means(vocabulary, 0.0), m_counts(vocabulary, 0.0) {}
    void add(const Corpus &corpus, std::int64_t cell, const training::PretrainingOptions &options, const Config &config);
    void finish();  // once, after all cells

    double overall() const { return m_overall; }
    double of(std::int64_t gene) const { return m_means[static_cast<std::size_t>(gene)]; }

  private:
    std::vector<double> m_means, m_counts;
    double m_overall = 0.0, m_count = 0.0;
};

// The minibatches of pretraining: round e for epoch e, and another one for the second view of a contrastive objective.
// The references must outlive it.
class HiddenValues : public training::Minibatches {
  public:
    // `reader`: of the corpus, where it does not hold all cells; null: it does.
    HiddenValues(const Corpus &corpus, const training::PretrainingOptions &options, const Config &config,
                 CorpusReader *reader = nullptr);

    std::int64_t trainingCells() const override { return m_windows.trainingCells(); }
    std::vector<std::vector<std::int64_t>> trainingBatches(int epoch) const override { return m_windows.trainingBatches(epoch); }
    std::vector<std::vector<std::int64_t>> validationBatches() const override { return m_windows.validationBatches(); }
    Result<std::vector<training::Examples>> views(const std::vector<std::int64_t> &cells, int epoch) const override;
    Result<training::Examples> held(const std::vector<std::int64_t> &cells) const override;
    double weight(const training::Examples &examples) const override;  // hidden values, as in the baseline

    // Of the training cells. Error classes: those of reading.
    Result<MeanBins> means() const;
    // Mean squared error on the hidden values of the validation cells. Error classes: those of reading.
    Result<double> error(const MeanBins &means) const;

  private:
    Result<void> hold(const std::vector<std::int64_t> &cells, int epoch) const;

    const Corpus &m_corpus;
    const training::PretrainingOptions &m_options;
    const Config &m_config;
    CorpusReader *m_reader;
    training::CellWindows m_windows;
};

}  // namespace lexicell::models::scgpt
