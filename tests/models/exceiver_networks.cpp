#include "tests/models/exceiver_networks.h"

#include "models/families/exceiver/network/parameters.h"

#include <algorithm>

namespace lexicell::test {

using namespace models;

exceiver::Network networkOf(const checkpoint::Bundle &bundle)
{
    const auto config = exceiver::readConfig(bundle);
    if (!config.ok()) qFatal("%s", config.error().message.c_str());
    auto network = exceiver::loadNetwork(bundle, *config);
    if (!network.ok()) qFatal("%s", network.error().message.c_str());
    return std::move(*network);
}

exceiver::Network inDouble(exceiver::Network network)
{
    exceiver::visitParameters(network, [](const std::string &, at::Tensor &tensor, const std::vector<std::int64_t> &) {
        tensor = tensor.to(at::kDouble);
    });
    return network;
}

exceiver::CellInput inputOf(const TokenBatch &batch, at::ScalarType type)
{
    const auto shaped = [&](const auto &list, at::ScalarType listType) {
        return at::tensor(list, at::TensorOptions(listType)).view({batch.cells, batch.tokens});
    };
    const std::vector<float> bias(batch.undetected.begin(), batch.undetected.end());
    return {shaped(batch.genes, at::kLong), shaped(batch.values, at::kFloat).to(type), shaped(bias, at::kFloat).to(type)};
}

at::Tensor tensorOf(const Hdf5File &file, const std::string &dataset, at::ScalarType type)
{
    const auto values = file.doubles(dataset);
    return at::tensor(values.values, at::TensorOptions(at::kDouble)).view(values.shape).to(type);
}

std::vector<double> numbers(const at::Tensor &tensor)
{
    const at::Tensor values = tensor.detach().to(at::kCPU, at::kDouble).contiguous();
    return {values.const_data_ptr<double>(), values.const_data_ptr<double>() + values.numel()};
}

double largestDifference(const at::Tensor &a, const at::Tensor &b)
{
    return (a.detach().to(at::kDouble) - b.detach().to(at::kDouble)).abs().max().item<double>();
}

}  // namespace lexicell::test
