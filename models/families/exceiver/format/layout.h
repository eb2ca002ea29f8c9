// The tensors that an Exceiver checkpoint must hold, with their shapes: the whole state dict, checked before any network is
// built and without LibTorch. Source: upstream's modules at commit 216f09f and the two released files.
#pragma once

#include "core/base/result.h"
#include "models/checkpoint/bundle.h"
#include "models/families/exceiver/format/config.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lexicell::models::exceiver {

inline constexpr std::string_view layerPrefix = "process_self_attn.transformer.layers.";
// The layer that upstream copied the others from. The forward pass does not use it and it was never trained.
inline constexpr std::string_view templatePrefix = "process_self_attn.encoder_layer.";

std::int64_t countLayers(const checkpoint::TensorMap &tensors);
bool hasClassifier(const checkpoint::TensorMap &tensors);

struct ExpectedTensor {
    std::string name;
    std::vector<std::int64_t> shape;
};
// In upstream's order, the template included. An attention whose queries and keys have the same width holds its three
// projections in one tensor, in_proj_weight; else in three (torch.nn.MultiheadAttention).
std::vector<ExpectedTensor> expectedTensors(const Config &config);

// Requires every expected tensor with its shape, floating-point and finite, and no others. The template may be absent.
// Error classes: missing_tensor, shape_mismatch, unexpected_tensor, non_finite, unsupported_type, and unsupported_model for
// upstream's batch-effect branch; each names the file and the tensor.
Result<void> checkLayout(const checkpoint::Bundle &bundle, const Config &config);

}  // namespace lexicell::models::exceiver
