// Pseudobulk: the counts of the cells of a replicate (donor) under a condition are summed, so that replicates and not cells are
// the independent samples of a test. Then edgeR's steps: genes with enough counts, normalization factors, log counts per
// million. Definitions: filterByExpr (Chen, Lun, Smyth 2016), TMM (Robinson and Oshlack 2010), cpm(log = TRUE), edgeR 3.40.
#pragma once

#include "core/data/expression_matrix.h"

#include <cstdint>
#include <vector>

namespace lexicell::analysis {

// [samples x genes], row-major
struct SampleMatrix {
    std::int64_t samples = 0;
    std::int64_t genes = 0;
    std::vector<double> values;

    double at(std::int64_t sample, std::int64_t gene) const { return values[static_cast<std::size_t>(sample * genes + gene)]; }
};

// sampleOf: [cells] the sample of each cell; -1: of none.
SampleMatrix sumCounts(const data::CsrBlock &counts, const std::vector<std::int32_t> &sampleOf, std::int64_t samples);

// Genes with at least 10 counts in a library of median size in as many samples as the smaller condition has (above 10 samples:
// 10 and 70 % of the further ones), and 15 counts in all. condition: [samples] 0 or 1.
std::vector<std::int64_t> genesWithCounts(const SampleMatrix &counts, const std::vector<int> &condition);

SampleMatrix selectGenes(const SampleMatrix &counts, const std::vector<std::int64_t> &genes);

std::vector<double> librarySizes(const SampleMatrix &counts);  // [samples]

// TMM: weighted mean of the log ratios to one sample, without the outer 30 % by ratio and 5 % by abundance on each side. The
// product of the factors is 1.
std::vector<double> tmmFactors(const SampleMatrix &counts, const std::vector<double> &libraries);

// log2 of counts per million of the effective libraries (size x factor), with 2 counts added in a library of mean size.
SampleMatrix logCountsPerMillion(const SampleMatrix &counts, const std::vector<double> &effectiveLibraries);

}  // namespace lexicell::analysis
