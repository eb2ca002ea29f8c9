// Finds the tensors of a model inside a larger one: a Lightning module with `model.` in front of every name, `net.`,
// `encoder_model.`, or another prefix of a training loop. The model is recognized by names that only a family of models
// has, so a family's own names are never cut.
#pragma once

#include "core/base/result.h"
#include "models/checkpoint/tensor_map.h"

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace lexicell::models {

// `isOwn` tells whether a tensor name belongs to a known family. Tensors outside the model (a loss's weights, a moving
// average of the model) are removed from `tensors` and their names are returned. If no model is found, nothing changes.
// Error class: ambiguous_model (several models of the same size under different names).
Result<std::vector<std::string>> unwrapNames(checkpoint::TensorMap &tensors, const std::function<bool(std::string_view)> &isOwn,
                                             const std::filesystem::path &file);

}  // namespace lexicell::models
