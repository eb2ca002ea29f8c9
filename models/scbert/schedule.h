// scBERT's plan of learning rates and what it trains and hides, as plain functions. No LibTorch.
// Source: upstream's pretrain.py, finetune.py and utils.py (CosineAnnealingWarmupRestarts) at commit 262fd4b.
#pragma once

#include "models/scbert/geometry.h"

#include <cstdint>
#include <string>

namespace lexicell::models::scbert {

// Cosine cycles with a linear warm-up. Each next cycle's part after the warm-up is `growth` times as long, its maximum `decay`
// times as high. Upstream's numbers; a larger highest rate learns faster until it diverges.
struct Schedule {
    double lowest = 1e-6;
    double highest = 1e-4;
    std::int64_t warmUp = 5;       // epochs
    std::int64_t firstCycle = 15;  // epochs, its warm-up included
    std::int64_t growth = 2;
    double decay = 0.9;
};
// Rate of an epoch, the first is 1 (and runs at `lowest`).
double learningRate(const Schedule &schedule, std::int64_t epoch);

// Whether upstream's fine-tuning changes this parameter: the last norm, the last block but one, the head. Buffers never are.
bool isFineTuned(const std::string &name, const Geometry &geometry);

// How many of a cell's `eligible` tokens (neither 0 nor the mask) pretraining hides: 15 %, rounded up, and at most 15 % of the
// sequence.
std::int64_t hiddenTokens(std::int64_t eligible, std::int64_t sequence);

}  // namespace lexicell::models::scbert
