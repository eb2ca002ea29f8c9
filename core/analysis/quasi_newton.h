// The smallest value of a smooth convex function, with or without a sum of |x| added to it: limited-memory BFGS (Nocedal and
// Wright 2006, algorithm 7.5) with the orthant-wise steps of Andrew and Gao 2007 for the sum of |x|. Why this is our own:
// docs/adr/018. The result depends on the function and the start alone.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"

#include <cstddef>
#include <functional>
#include <vector>

namespace lexicell::analysis {

struct QuasiNewtonOptions {
    int mostSteps = 1000;
    double gradientTolerance = 1e-5;  // of the largest part of the (pseudo-)gradient, relative to that at the start
    double l1 = 0.0;                  // weight of the sum of |x|; 0: none
    int memory = 10;                  // pairs of steps and gradients that are kept
};

struct Minimum {
    std::vector<double> x;
    double value = 0.0;  // with the sum of |x|
    int steps = 0;
    bool converged = false;  // false: mostSteps were taken, or no step improves the value in double precision
};

// The value at x, and its gradient (without the sum of |x|) written to `gradient`, which has the size of x.
using SmoothFunction = std::function<double(const std::vector<double> &x, std::vector<double> &gradient)>;

// Error: cancelled.
Result<Minimum> minimize(const SmoothFunction &function, std::vector<double> start, const QuasiNewtonOptions &options,
                         JobContext &context);

}  // namespace lexicell::analysis
