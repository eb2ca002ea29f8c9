// SingleR (Aran et al. 2019) through the header library singlepp: for each pair of labels the genes that are most higher in one,
// Spearman's correlation of a cell with the reference cells over these genes, its 0.8 quantile for each label, and the same again
// among the labels that come close (fine tuning). Genes are chosen by the difference of mean log values, because the median of
// a single cell's gene is mostly 0.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/expression_matrix.h"

#include <cstdint>
#include <vector>

namespace lexicell::analysis {

struct SingleRLabels {
    std::vector<std::int32_t> best;  // [cells] label
    std::vector<double> delta;       // [cells] its score less that of the next label, after fine tuning; no probability
};

// Both matrices: log-normalized, [cells x genes] with the same genes. `codes`: the label of each reference cell, 0 … labels − 1,
// each at least once. Error classes: too_few_genes (no gene differs between labels), cancelled, out_of_memory.
Result<SingleRLabels> singleR(const data::CsrBlock &query, const data::CsrBlock &reference,
                              const std::vector<std::int32_t> &codes, std::int64_t labels, JobContext &context);

}  // namespace lexicell::analysis
