// The largest eigenvalues of a symmetric positive semi-definite operator with their eigenvectors, by the Lanczos method with
// full re-orthogonalisation (Parlett, "The Symmetric Eigenvalue Problem", 1998, ch. 13): as exact as asked for, and the same
// for a given seed. Small problems are solved densely.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace lexicell::analysis {

struct EigenPairs {
    std::vector<double> values;   // descending
    std::vector<double> vectors;  // one after the other, each of length n and norm 1
};

struct EigenOptions {
    int count = 1;
    double tolerance = 1e-10;  // of the residual |A v - lambda v|, relative to the largest eigenvalue
    std::uint64_t seed = 0;
    int maxSteps = 0;  // 0: go on until converged; else the best after so many products
};

using SymmetricOperator = std::function<void(const double *x, double *y)>;  // y = A x

// count must not exceed n. Error: Cancelled.
Result<EigenPairs> leadingEigenvectors(std::int64_t n, const SymmetricOperator &multiply, const EigenOptions &options,
                                       JobContext &context);

}  // namespace lexicell::analysis
