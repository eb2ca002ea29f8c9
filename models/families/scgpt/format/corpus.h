// The cells that a scGPT network is pretrained on: the tokens of all data sets over one vocabulary, and a held-out share.
// No LibTorch.
//
// A cell's tokens are <cls>, then its non-zero genes with their bins, ties broken at random. From a cell with more
// genes than fit, a random choice is kept. Five to six bytes per token: 100,000 cells of 1,000 genes take 0.6 GB. Of more cells
// than one window holds (training/cell_windows.h), tokens are made again from the files when a window is held.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "models/contracts/tokens.h"
#include "models/families/scgpt/format/config.h"
#include "models/training/pretraining_options.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace lexicell::models::scgpt {

struct Corpus {
    std::vector<std::string> vocabulary;  // genes in order of first appearance, then <pad>, <cls>, <eoc>
    std::int64_t padId = 0;
    std::vector<std::size_t> begin{0};  // [held cells + 1] into genes and values
    std::vector<std::int32_t> genes;
    std::vector<std::int16_t> values;
    std::vector<std::int64_t> training;  // cells
    std::vector<std::int64_t> validation;
    // Of more cells than are held; empty: all are.
    std::vector<std::int32_t> lengths;  // [cells]
    std::vector<std::int64_t> held;     // ascending
    std::string hash;                   // SHA-256 of all tokens

    std::int64_t cells() const { return static_cast<std::int64_t>(lengths.empty() ? begin.size() - 1 : lengths.size()); }
    std::int64_t length(std::int64_t cell) const
    {
        const auto at = static_cast<std::size_t>(cell);
        return lengths.empty() ? static_cast<std::int64_t>(begin[at + 1] - begin[at]) : lengths[at];
    }
    bool holds(std::int64_t cell) const;
    std::size_t tokensOf(std::int64_t cell) const;  // where the tokens of a held cell begin
};

struct GeneColumns {
    std::vector<std::string> vocabulary;             // complete: with <pad>, <cls>, <eoc>
    std::vector<std::vector<std::int64_t>> columns;  // [data sets][columns of X] token, -1: outside the vocabulary
};

// A corpus that can be read again, window by window. Not thread-safe.
class CorpusReader {
  public:
    // Reads all cells once. Cells without genes are left out with a warning (empty_cells).
    // Error classes: too_few_cells, negative_counts, non_finite, out_of_memory and those of reading the matrix.
    static Result<CorpusReader> make(const std::vector<data::Dataset> &datasets, GeneColumns genes,
                                     const training::PretrainingOptions &options, const Config &config, JobContext &context);

    const Corpus &corpus() const { return m_corpus; }
    // Makes the tokens of these cells, which ascend, in the place of those that are held. Nothing to do where all cells are.
    Result<void> hold(const std::vector<std::int64_t> &cells);

  private:
    struct Place {
        std::size_t dataset;
        std::int64_t row;
    };
    Result<TokenBatch> tokenize(std::size_t dataset, std::int64_t begin, std::int64_t end) const;
    Result<void> readAll(bool keep, JobContext &context);

    std::vector<data::Dataset> m_datasets;
    std::vector<std::vector<std::int64_t>> m_columns;
    std::shared_ptr<const Tokenizer> m_tokenizer;
    TokenOptions m_options;
    std::vector<Place> m_places;  // [cells]
    Corpus m_corpus;
};

// SHA-256 of the tokens, the vocabulary and the split: equal for equal cells and options.
std::string fingerprint(const Corpus &corpus);

}  // namespace lexicell::models::scgpt
