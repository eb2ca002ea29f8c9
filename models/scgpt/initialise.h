// A new scGPT network with random weights.
#pragma once

#include "models/scgpt/network.h"

#include <cstdint>

namespace lexicell::models::scgpt {

// With the pretraining heads (expression and gene query). Distributions as in upstream: gene table uniform in ±0.1, linear
// layers uniform in ±1/√inputs (weight and bias), norms one and zero. Unlike upstream, whose layers start as copies of one
// another, every layer draws its own.
Network newNetwork(const Config &config, std::int64_t vocabulary, at::Device device, std::uint64_t seed);

}  // namespace lexicell::models::scgpt
