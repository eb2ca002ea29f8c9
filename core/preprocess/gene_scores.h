// Score of a set of genes in every cell: the mean of the set less the mean of control genes of similar expression. Tirosh et al.
// 2016, as scanpy.tl.score_genes (1.11, ctrl_as_ref) defines it. The control genes are those that scanpy draws with the same
// seed: numpy's legacy generator (MT19937) and its shuffle.
#pragma once

#include "core/data/expression_matrix.h"

#include <cstdint>
#include <vector>

namespace lexicell::preprocess {

// Values of cells in double. Counts are log-normalized on the way: ln(1 + CP10k).
struct LogValues {
    const data::CsrBlock &block;
    std::vector<double> totals;  // [cells] counts of each cell; empty: the block holds logarithms

    static LogValues ofCounts(const data::CsrBlock &counts);
    static LogValues asIs(const data::CsrBlock &logs) { return {logs, {}}; }
    double at(std::size_t cell, std::size_t k) const;
};

std::vector<double> meanOfGenes(const LogValues &values);  // [genes] over all cells, zeros included

// Bins of equal numbers of genes by mean expression: (rank, equal values sharing their smallest) / round(genes/(bins - 1)),
// rounded down. bins >= 2.
std::vector<std::int32_t> expressionBins(const std::vector<double> &means, int bins);

// From every bin that holds a gene of the set: `size` genes drawn without replacement, less those of the set. Ascending; empty:
// the bins hold no other gene.
std::vector<std::int64_t> controlGenes(const std::vector<std::int32_t> &bins, const std::vector<std::int64_t> &set, int size,
                                       std::int64_t seed);

// [cells]. Neither list is empty.
std::vector<double> geneScores(const LogValues &values, const std::vector<std::int64_t> &set,
                               const std::vector<std::int64_t> &control);

}  // namespace lexicell::preprocess
