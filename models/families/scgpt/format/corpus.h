// The cells that a scGPT network is pretrained on: the tokens of all data sets over one vocabulary, and a held-out share.
// No LibTorch.
//
// A cell's tokens are made once: <cls>, then its non-zero genes with their bins, ties broken at random. From a cell with more
// genes than fit, a random choice is kept. Five to six bytes per token: 100,000 cells of 1,000 genes take 0.6 GB.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "models/families/scgpt/format/config.h"
#include "models/training/pretraining_options.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::scgpt {

struct Corpus {
    std::vector<std::string> vocabulary;  // genes in order of first appearance, then <pad>, <cls>, <eoc>
    std::int64_t padId = 0;
    std::vector<std::size_t> begin{0};  // [cells + 1] into genes and values
    std::vector<std::int32_t> genes;
    std::vector<std::int16_t> values;
    std::vector<std::int64_t> training;  // cells
    std::vector<std::int64_t> validation;

    std::int64_t cells() const { return static_cast<std::int64_t>(begin.size()) - 1; }
    std::int64_t length(std::int64_t cell) const
    {
        const auto at = static_cast<std::size_t>(cell);
        return static_cast<std::int64_t>(begin[at + 1] - begin[at]);
    }
};

// Genes are named by their symbols (genes::geneSymbols); for an Ensembl id without a symbol the gene table gives one. Cells
// without genes are left out with a warning (empty_cells).
// Error classes: empty_data, too_few_cells, negative_counts, non_finite, out_of_memory and those of reading the matrix.
Result<Corpus> makeCorpus(const std::vector<data::Dataset> &datasets, const training::PretrainingOptions &options,
                          const Config &config, JobContext &context);

// SHA-256 of the tokens, the vocabulary and the split: equal for equal cells and options.
std::string fingerprint(const Corpus &corpus);

}  // namespace lexicell::models::scgpt
