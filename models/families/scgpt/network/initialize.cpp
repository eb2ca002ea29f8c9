#include "models/families/scgpt/network/initialize.h"

#include "models/nn/device.h"
#include "models/families/scgpt/network/parameters.h"

#include <cmath>

namespace lexicell::models::scgpt {

Network newNetwork(const Config &config, std::int64_t vocabulary, at::Device device, std::uint64_t seed)
{
    Parts parts;
    parts.expression = parts.geneQuery = true;
    Network network = blankNetwork(config, vocabulary, parts);

    // Drawn on the CPU, so that a seed gives the same weights on every device.
    at::Generator generator = nn::makeGenerator(at::kCPU, seed);
    double bound = 0.0;  // of the last weight: its bias uses the same bound; 0: a norm
    visitParameters(network, [&](const std::string &name, at::Tensor &tensor, const std::vector<std::int64_t> &shape) {
        tensor = at::empty(shape, at::TensorOptions(at::kFloat));
        const bool weight = name.ends_with(".weight");
        if (weight) bound = shape.size() == 2 ? 1.0 / std::sqrt(static_cast<double>(shape[1])) : 0.0;
        if (&tensor == &network.genes) bound = 0.1;
        if (bound > 0.0) tensor.uniform_(-bound, bound, generator);
        else tensor.fill_(weight ? 1.0 : 0.0);
        tensor = tensor.to(device);
    });
    return network;
}

void amplifyCells(Network &network, double gain)
{
    constexpr double valueLength = 0.2;
    if (gain == 1.0) return;
    network.layers.front().out.weight.mul_(gain);
    network.valueNorm.weight.mul_(valueLength);
}

}  // namespace lexicell::models::scgpt
