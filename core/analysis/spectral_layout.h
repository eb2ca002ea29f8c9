// The start of UMAP's layout: the eigenvectors of the normalized graph Laplacian with the smallest non-zero eigenvalues, as in
// umap-learn. Connected parts of the graph are laid out one by one and placed by their centers in the
// representation.
#pragma once

#include "core/analysis/neighbors.h"
#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/element.h"

#include <cstdint>
#include <vector>

namespace lexicell::analysis {

// [vertices x dimensions], row-major, for two or three dimensions. Every vertex of the graph (symmetric csr, float32) needs an
// edge.
Result<std::vector<float>> spectralLayout(const data::SparseMatrix &graph, const data::MatrixView *representation, int dimensions,
                                          std::uint64_t seed, JobContext &context);

// Connected part of every vertex, numbered from 0 in order of first appearance.
std::vector<std::int32_t> connectedParts(const data::SparseMatrix &graph);

}  // namespace lexicell::analysis
