// The tensors that an Exceiver checkpoint must hold, with their shapes: the whole state dict, checked before any network is
// built and without LibTorch. tensors.h declares them.
#pragma once

#include "core/base/result.h"
#include "models/checkpoint/bundle.h"
#include "models/checkpoint/tensor_spec.h"
#include "models/families/exceiver/format/config.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace lexicell::models::exceiver {

inline constexpr std::string_view layerPrefix = "process_self_attn.transformer.layers.";
// The layer that upstream copied the others from. The forward pass does not use it and it was never trained.
inline constexpr std::string_view templatePrefix = "process_self_attn.encoder_layer.";

std::int64_t countLayers(const checkpoint::TensorMap &tensors);
bool hasClassifier(const checkpoint::TensorMap &tensors);

// The declaration (tensors.h) as a list, the template included.
std::vector<checkpoint::TensorSpec> expectedTensors(const Config &config);

// Requires every expected tensor with its shape, floating-point and finite, and no others. The template may be absent.
// Error classes: missing_tensor, shape_mismatch, unexpected_tensor, non_finite, unsupported_type, and unsupported_model for
// upstream's batch-effect branch; each names the file and the tensor.
Result<void> checkLayout(const checkpoint::Bundle &bundle, const Config &config);

}  // namespace lexicell::models::exceiver
