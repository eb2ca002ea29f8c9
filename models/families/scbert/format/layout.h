// The tensors that an scBERT checkpoint must hold, with their shapes: the whole state dict, checked before any network is built
// and without LibTorch. Source: upstream's model classes at commit 262fd4b.
#pragma once

#include "core/base/result.h"
#include "models/checkpoint/bundle.h"
#include "models/families/scbert/format/geometry.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::scbert {

struct ExpectedTensor {
    std::string name;
    std::vector<std::int64_t> shape;
};
// In the order of upstream's state dict. A counter of redraws may also be present (it holds no weight).
std::vector<ExpectedTensor> expectedTensors(const Geometry &geometry);
inline constexpr const char *redrawCounter = "performer.calls_since_last_redraw";

// Requires every expected tensor with its shape, floating-point and finite, and no others.
// Error classes: missing_tensor, shape_mismatch, unexpected_tensor, non_finite, unsupported_type; each names the file and the
// tensor.
Result<void> checkLayout(const checkpoint::Bundle &bundle, const Geometry &geometry);

}  // namespace lexicell::models::scbert
