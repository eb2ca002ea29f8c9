// The tensors that an scBERT checkpoint must hold, with their shapes: the whole state dict, checked before any network is built
// and without LibTorch. tensors.h declares them.
#pragma once

#include "core/base/result.h"
#include "models/checkpoint/bundle.h"
#include "models/checkpoint/tensor_spec.h"
#include "models/families/scbert/format/geometry.h"

#include <vector>

namespace lexicell::models::scbert {

// The declaration (tensors.h) as a list.
std::vector<checkpoint::TensorSpec> expectedTensors(const Geometry &geometry);

// Requires every expected tensor with its shape, floating-point and finite, and no others.
// Error classes: missing_tensor, shape_mismatch, unexpected_tensor, non_finite, unsupported_type; each names the file and the
// tensor.
Result<void> checkLayout(const checkpoint::Bundle &bundle, const Geometry &geometry);

}  // namespace lexicell::models::scbert
