// scBERT's trained parameters and its share of hidden tokens, as plain functions. No LibTorch. Its schedule of learning rates is
// training::cosineRestarts().
// Source: upstream's pretrain.py and finetune.py at commit 262fd4b.
#pragma once

#include "models/families/scbert/format/geometry.h"

#include <cstdint>
#include <string>

namespace lexicell::models::scbert {

// Whether upstream's fine-tuning changes this parameter: the last norm, the second-last block, the head. Never a buffer.
bool isFineTuned(const std::string &name, const Geometry &geometry);

// How many of a cell's `eligible` tokens (neither 0 nor the mask) pretraining hides: upstream's 15 %, rounded up, and at most 15
// % of the sequence.
std::int64_t hiddenTokens(std::int64_t eligible, std::int64_t sequence, double share = 0.15);

}  // namespace lexicell::models::scbert
