// Principal components of a sparse matrix that is never stored dense: scores of the cells, loadings of the genes, to
// eight digits. Definitions are scanpy.pp.pca's (variance with n - 1). Signs: the loading of largest magnitude is positive.
// The result depends neither on the seed (beyond rounding) nor on the number of threads.
#pragma once

#include "core/analysis/centered_matrix.h"
#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/embedding.h"

#include <cstdint>
#include <vector>

namespace lexicell::analysis {

struct PcaInput {
    int components = 50;              // at most min(cells, genes), one less when centered
    bool center = true;               // false: scanpy's zero_center=False, a truncated SVD
    Scaling scaling = Scaling::None;  // scanpy.pp.scale first
    double maxValue = 10.0;           // scaled values are clipped at +- this
    std::uint64_t seed = 0;           // of the start vector
};

struct PcaResult {
    data::Embedding scores;             // [cells x components]
    std::vector<double> loadings;       // [genes x components], row-major
    std::vector<double> variance;       // explained, per component
    std::vector<double> varianceRatio;  // of the total variance of the matrix
    std::vector<double> singularValues;
};

// `values`: log-normalized, [cells x genes] of the variable genes. context.threads is honored.
// Error classes: too_small (fewer than two cells or genes), Cancelled.
Result<PcaResult> principalComponents(const data::CsrBlock &values, const PcaInput &input, JobContext &context);

}  // namespace lexicell::analysis
