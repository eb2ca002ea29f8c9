// Local regression of one predictor as the dloess library computes it (W. S. Cleveland, E. Grosse, M.-J. Shyu: "A package
// of C and Fortran routines for fitting local regression models", 1992; netlib.org/a/dloess), which scikit-misc wraps and
// scanpy's seurat_v3 flavor calls: degree 2, tricube weights, Gaussian family, and surface "interpolate": the local fit is
// made only at the vertices of a k-d tree and blended between them by cubic Hermite polynomials of value and slope.
#pragma once

#include "core/base/result.h"

#include <vector>

namespace lexicell::preprocess {

struct LoessOptions {
    double span = 0.3;  // share of the points in a neighborhood; larger is smoother
    double cell = 0.2;  // a tree cell is split while it holds more than floor(n * span * cell) points
};

// Fitted values at `x`, in its order. Error class `singular_loess` when a neighborhood holds fewer than three clearly
// distinct values of x: dloess stops there too.
Result<std::vector<double>> loess(const std::vector<double> &x, const std::vector<double> &y, const LoessOptions &options = {});

}  // namespace lexicell::preprocess
