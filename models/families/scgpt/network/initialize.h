// A new scGPT network with random weights.
#pragma once

#include "models/families/scgpt/network/network.h"

#include <cstdint>

namespace lexicell::models::scgpt {

// With the pretraining heads (expression and gene query). Distributions as in upstream: gene table uniform in ±0.1, linear
// layers uniform in ±1/√inputs (weight and bias), norms one and zero. Unlike upstream, whose layers start as copies of the
// first, every layer has its own random weights.
Network newNetwork(const Config &config, std::int64_t vocabulary, at::Device device, std::uint64_t seed);

// For corpora too small to learn this: makes <cls> depend on the cell from the start. The mean of n genes is about
// √n times shorter than one token and nearly vanishes beside the vector of <cls> itself. So the first layer's attention
// starts `gain` times larger, and the values, whose mean is common to all cells, at a fifth of the genes' length. 1: no change.
void amplifyCells(Network &network, double gain);

}  // namespace lexicell::models::scgpt
