// Low-rank adapters (LoRA, Hu et al. 2021) on rows of a network's weights. The network computes with the sum of a weight and the
// product of its adapter's two matrices, so a network needs no formula of its own for adapters, and merging is the same sum.
#pragma once

#include "models/checkpoint/tensor_map.h"
#include "models/nn/learner.h"
#include "models/training/trainable.h"

#include <ATen/ATen.h>

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::nn {

// A tensor of a network under its name in files; the pointer stays valid as long as the network.
struct NamedPlace {
    std::string name;
    at::Tensor *tensor = nullptr;
    bool trained = true;
};

class LowRank {
  public:
    // `places` must hold every tensor that has a site. The matrices are drawn on the CPU: down uniform in ±1/√in, as
    // torch.nn.Linear, up zeros.
    LowRank(const training::Adapters &adapters, const std::vector<NamedPlace> &places, std::uint64_t seed, at::Device device);

    bool empty() const { return m_adapted.empty(); }
    // The matrices, to be learned.
    std::vector<NamedTensor> matrices() const;
    // Gives the network the sums. To be called before every backward pass, because a step changes the matrices.
    void apply();
    // Replaces the weights in `map` by the sums.
    void merge(checkpoint::TensorMap &map) const;

  private:
    struct Site {
        training::AdapterSite at;
        at::Tensor up, down;
    };
    struct Adapted {
        at::Tensor *place;
        at::Tensor base;
        std::vector<Site> sites;  // by their first row
    };
    at::Tensor sum(const Adapted &adapted) const;

    double m_scale;
    std::vector<Adapted> m_adapted;
};

}  // namespace lexicell::models::nn
