// Converts floating-point tensors to another floating-point type: rounded once, to nearest, ties to even (IEEE 754), as torch
// does from float32. Subnormal numbers of the new type are kept.
#pragma once

#include "models/checkpoint/tensor_map.h"

#include <optional>

namespace lexicell::models::checkpoint {

// The largest finite number of a type: 65504 for float16.
double largestFinite(TensorType type);

// A tensor that owns its bytes, or the same tensor if it has the type `type` already or holds integers.
// Empty if a finite number is too large for `type`. NaN and infinities are kept.
std::optional<Tensor> inType(const Tensor &tensor, TensorType type);

}  // namespace lexicell::models::checkpoint
