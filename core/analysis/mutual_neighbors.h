// Batches merged by mutual nearest neighbors (MNN; Haghverdi et al. 2018) through the header library mnncorrect: two cells of
// different batches that are among each other's nearest cells are of one kind, and what lies between them is the batch. Each
// cell is moved by the average of such pairs around it. Batches are merged one by one; the batch with the largest sum of
// squares comes first and keeps its place.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/embedding.h"
#include "core/data/matrix_view.h"

#include <cstdint>
#include <vector>

namespace lexicell::analysis {

// mnncorrect's default; larger pairs more cells and is steadier, but may pair unlike ones
inline constexpr int mutualNeighborCount = 15;

// `components`: [cells x components], finite. `batches`: a code >= 0 for each cell; codes need not be consecutive. With a single
// batch the components come back as they are. The result depends neither on a seed nor on the number of threads. A cancel is
// honored before and after the library's work, not during it. Error classes: shape_mismatch, batches_needed, too_small,
// non_finite (all as in harmony.h), cancelled, out_of_memory.
Result<data::Embedding> mutualNeighbors(const data::MatrixView &components, const std::vector<std::int32_t> &batches,
                                        JobContext &context);

}  // namespace lexicell::analysis
