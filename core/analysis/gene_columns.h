// A matrix of cells x genes with the values of a gene side by side (csc), for work that goes gene by gene.
#pragma once

#include "core/data/expression_matrix.h"

#include <cstdint>
#include <vector>

namespace lexicell::analysis {

struct GeneColumns {
    std::int64_t cells = 0;
    std::int64_t genes = 0;
    std::vector<std::int64_t> begin{0};  // [genes + 1]
    std::vector<std::int32_t> cell;      // [nnz], ascending within a gene
    std::vector<float> value;            // [nnz]
};

// threads as in parallelFor; the result does not depend on it.
GeneColumns geneColumns(const data::CsrBlock &values, int threads);

}  // namespace lexicell::analysis
