// The settings of a scGPT checkpoint (args.json) and the spelling of its tensors' names. No LibTorch.
// Source: upstream's loaders at commit cebd6fa (the keys of args.json that they read, the spellings of the attention).
#pragma once

#include "core/base/result.h"
#include "models/checkpoint/bundle.h"

#include <cstdint>
#include <string>

namespace lexicell::models::scgpt {

struct Config {
    std::int64_t embeddingSize = 512;  // embsize
    std::int64_t heads = 8;            // nheads; cannot be inferred from shapes
    std::int64_t feedForward = 512;    // d_hid
    std::int64_t layers = 12;          // nlayers
    std::int64_t classLayers = 3;      // n_layers_cls
    std::int64_t bins = 51;            // n_bins: 0 and 50 bins of non-zero values
    double dropout = 0.2;
    double padValue = -2.0;   // at padding, and at <cls> in zero-shot embedding
    double maskValue = -1.0;  // hidden, to be predicted
    std::string padToken = "<pad>";
};

// The first four keys are required and must be whole numbers; heads must divide embeddingSize. The others default to the released
// models' values. Other keys are informational. Error classes: missing_config, bad_config.
Result<Config> readConfig(const checkpoint::Bundle &bundle);

// The released spelling of a tensor's name: self_attn._impl.Wqkv (flash at version 0.2.5) and self_attn.in_proj_ (without
// flash) hold the same numbers in the same order as self_attn.Wqkv.
std::string releasedName(const std::string &name);

}  // namespace lexicell::models::scgpt
