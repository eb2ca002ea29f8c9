// Floating-point tensors in another floating-point type: rounded once, to the nearest, ties to even (IEEE 754), as torch does
// from float32. Subnormal numbers of the new type are kept.
#pragma once

#include "models/checkpoint/tensor_map.h"

#include <optional>

namespace lexicell::models::checkpoint {

// The largest finite number of a type: 65504 for float16.
double largestFinite(TensorType type);

// A tensor that owns its bytes, or the same one where nothing changes: `type` is its own, or it holds whole numbers.
// Nothing where a finite number is too large for `type`; NaN and infinities stay what they are.
std::optional<Tensor> inType(const Tensor &tensor, TensorType type);

}  // namespace lexicell::models::checkpoint
