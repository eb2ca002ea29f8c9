// Which tensors of a network fine-tuning changes: what is frozen, and where adapters stand.
#pragma once

#include "core/base/result.h"
#include "models/checkpoint/bundle.h"
#include "models/contracts/model.h"
#include "models/families/fine_tuning.h"
#include "models/tasks/fine_tune/fine_tune_options.h"
#include "models/training/trainable.h"

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace lexicell::models::tasks {

enum class FreezeRule { Auto, Listed };
struct Freeze {
    FreezeRule rule = FreezeRule::Auto;
    bool embeddings = false;
    bool allLayers = false;
    std::vector<std::pair<std::int64_t, std::int64_t>> layers = {};  // first and last, from 0
};
// "auto", "none", "body", or a list of "embeddings", N and N-M. Error class: bad_option.
Result<Freeze> readFreeze(const std::string &text);

// Above this, adapters are the default.
inline constexpr std::int64_t largestWithoutAdapters = 20'000'000;  // parameters
inline constexpr double adapterAlpha = 16.0;                        // LoRA's; the product is scaled by alpha / rank

struct TunedTensors {
    std::vector<std::string> frozen;  // in the network's spelling
    training::Adapters adapters;      // without sites: none
};
// Whether a tensor learns where adapters stand for the body.
using LearnsBesideAdapters = std::function<bool(const std::string &name, const TensorPlace &place)>;
// `bundle` has its new heads already; `learns` empty: the class head. Error class: bad_option (a layer that the model lacks).
Result<TunedTensors> tunedTensors(const checkpoint::Bundle &bundle, const ModelCard &card, const FineTuning &family,
                                  const FineTuneOptions &options, const LearnsBesideAdapters &learns = {});

training::FrozenReuse frozenReuse(const FineTuneOptions &options);

}  // namespace lexicell::models::tasks
