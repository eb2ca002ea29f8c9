// The largest singular values and vectors of a matrix that is given only by its products: libscran's irlba (Baglama
// and Reichel 2005), or a dense eigen-decomposition where the matrix is small or nearly all values are wanted. A seed gives
// the same bits for any number of threads if the products do.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace lexicell::analysis {

struct MatrixProducts {
    std::int64_t rows = 0;
    std::int64_t columns = 0;
    std::function<void(const double *x, double *y)> times;            // y [rows] = A x
    std::function<void(const double *x, double *y)> timesTransposed;  // y [columns] = A^T x
};

struct SvdOptions {
    int count = 1;            // at least 1, at most the smaller dimension
    double tolerance = 1e-8;  // of the residual |A v - s u|, relative to the largest singular value
    std::uint64_t seed = 0;
};

// Vectors of norm 1, one after the other. The vectors of a singular value of 0 may be zeros.
struct SingularTriplets {
    std::vector<double> values;  // descending
    std::vector<double> left;    // [count x rows]
    std::vector<double> right;   // [count x columns]
};

// Error: Cancelled.
Result<SingularTriplets> truncatedSvd(const MatrixProducts &matrix, const SvdOptions &options, JobContext &context);

}  // namespace lexicell::analysis
