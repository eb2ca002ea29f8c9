// Products of many rows with many rows, for the search of every gene's neighbors. Rows are laid out in panels of 16, so that one
// vector instruction works on the same entry of several of them. float32, with the widest vector instructions of this processor
// (chosen at run time); results differ between processors in the last digits only.
//
// |product - true product| <= width · 2⁻²⁴ · |x||y| for any order of summation, fused or not (Jeannerod and Rump 2013).
#pragma once

#include "core/data/matrix_view.h"

#include <cstdint>

namespace lexicell::models::tasks {

inline constexpr std::int64_t panelRows = 16;

// to[i * panelRows + r] = rows.row(r)[i] for at most `panelRows` rows; zeros for those that are missing.
void layOut(const data::MatrixView &rows, float *to);

// out[q * panelRows + r] = queries.row(q) · the r-th row of `panel` [width x panelRows].
void panelProducts(const data::MatrixView &queries, const float *panel, float *out);

}  // namespace lexicell::models::tasks
