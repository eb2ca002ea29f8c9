// What a model's tensors must be in a checkpoint: name, shape, and whether the file must hold them. A family declares each of its
// tensors once (families/<family>/format/tensors.h); checks, counts and the network's loader walk the list made from it.
#pragma once

#include "core/base/result.h"
#include "models/checkpoint/bundle.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace lexicell::models::checkpoint {

enum class Presence {
    Required,
    Unused,   // may be absent and must fit if it is there; no network holds it
    Counter,  // may be absent; holds no weight, so neither shape nor type matter; no network holds it
};

struct TensorSpec {
    std::string name;
    std::vector<std::int64_t> shape;
    Presence presence = Presence::Required;

    std::int64_t size() const;  // numbers in it
};

// What the errors of a family say about its files.
struct SpecWords {
    std::string model;        // "scGPT"
    std::string shapeAdvice;  // follows the expected shape: ". Check that …"
    // Gives the declared spelling of a name in the file. Null: the file's names are the declared ones.
    std::function<std::string(const std::string &)> rename;
};

// Requires every tensor of the list with its shape, floating-point and finite, and no others.
// Error classes: missing_tensor, shape_mismatch, unexpected_tensor (also a name that occurs twice), non_finite,
// unsupported_type; each names the file and the tensor.
Result<void> checkTensors(const Bundle &bundle, const std::vector<TensorSpec> &specs, const SpecWords &words);

// Tensors of the list that are in the file, although no network holds them. Counters are left out.
std::vector<std::string> unusedTensors(const TensorMap &tensors, const std::vector<TensorSpec> &specs);

// The parameters of a checkpoint that passed checkTensors(): the numbers in all its tensors but the counters.
std::int64_t countParameters(const TensorMap &tensors, const std::vector<TensorSpec> &specs);

}  // namespace lexicell::models::checkpoint
