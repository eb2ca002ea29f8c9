// A new scGPT network with random weights.
#pragma once

#include "models/scgpt/network.h"

#include <cstdint>

namespace lexicell::models::scgpt {

// With the pretraining heads (expression and gene query). Distributions as in upstream: gene table uniform in ±0.1, linear
// layers uniform in ±1/√inputs (weight and bias), norms one and zero. Unlike upstream, whose layers start as copies of one
// another, every layer draws its own.
Network newNetwork(const Config &config, std::int64_t vocabulary, at::Device device, std::uint64_t seed);

// For corpora too small to learn this: <cls> starts with the differences between cells in view. The mean of n genes is about
// √n times shorter than one token and all but vanishes beside the vector of <cls> itself; so the first layer's attention
// starts `gain` times as large, and the values, whose mean all cells share, at a fifth of the genes' length. 1: nothing changes.
void amplifyCells(Network &network, double gain);

}  // namespace lexicell::models::scgpt
