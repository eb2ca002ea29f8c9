// The tensors of a model that lies inside a larger one: a Lightning module with `model.` in front of every name, `net.`,
// `encoder_model.`, whatever a training loop calls it. Which part is the model shows in names that only a family of models
// gives; so a family's own names are never cut.
#pragma once

#include "core/base/result.h"
#include "models/checkpoint/tensor_map.h"

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace lexicell::models {

// `isOwn` says whether a tensor of a known family may be called so. What lies outside the model (a loss's weights, a moving
// average of the model) is removed from `tensors` and its names are returned. Nothing is known: nothing changes.
// Error class: ambiguous_model (several models of the same size under different names).
Result<std::vector<std::string>> unwrapNames(checkpoint::TensorMap &tensors, const std::function<bool(std::string_view)> &isOwn,
                                             const std::filesystem::path &file);

}  // namespace lexicell::models
