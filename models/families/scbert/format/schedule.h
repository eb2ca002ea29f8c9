// scBERT's schedule of learning rates, its trained parameters and its share of hidden tokens, as plain functions. No LibTorch.
// Source: upstream's pretrain.py, finetune.py and utils.py (CosineAnnealingWarmupRestarts) at commit 262fd4b.
#pragma once

#include "models/families/scbert/format/geometry.h"

#include <cstdint>
#include <string>

namespace lexicell::models::scbert {

// Cosine cycles with a linear warm-up. Each next cycle's part after the warm-up is `growth` times as long, and its maximum is
// `decay` times as high. Defaults: upstream's. A larger highest rate learns faster until it diverges.
struct Schedule {
    double lowest = 1e-6;
    double highest = 1e-4;
    std::int64_t warmUp = 5;       // epochs
    std::int64_t firstCycle = 15;  // epochs, including the warm-up
    std::int64_t growth = 2;
    double decay = 0.9;
};
// The rate of an epoch. The first epoch is 1 and runs at `lowest`.
double learningRate(const Schedule &schedule, std::int64_t epoch);

// Whether upstream's fine-tuning changes this parameter: the last norm, the second-last block, the head. Never a buffer.
bool isFineTuned(const std::string &name, const Geometry &geometry);

// How many of a cell's `eligible` tokens (neither 0 nor the mask) pretraining hides: 15 %, rounded up, and at most 15 % of the
// sequence.
std::int64_t hiddenTokens(std::int64_t eligible, std::int64_t sequence);

}  // namespace lexicell::models::scbert
