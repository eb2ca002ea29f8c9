// Where UMAP starts: the eigenvectors of the normalised graph Laplacian with the smallest non-zero eigenvalues, as
// umap-learn does. Parts of the graph that no edge connects are laid out one by one and placed by their centres in the
// representation.
#pragma once

#include "core/analysis/neighbors.h"
#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/element.h"

#include <cstdint>
#include <vector>

namespace lexicell::analysis {

// [vertices x 2], row-major. Every vertex of the graph (symmetric csr, float32) has an edge.
Result<std::vector<float>> spectralLayout(const data::SparseMatrix &graph, const Points *representation, std::uint64_t seed,
                                          JobContext &context);

// Connected part of every vertex, numbered from 0 in order of first appearance.
std::vector<std::int32_t> connectedParts(const data::SparseMatrix &graph);

}  // namespace lexicell::analysis
