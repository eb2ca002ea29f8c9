#include "tests/models/scgpt_training.h"

#include "models/nn/device.h"
#include "models/families/scgpt/network/parameters.h"

#include <cmath>
#include <sstream>

namespace lexicell::test {

TrainableNetwork trainable(models::scgpt::Network network)
{
    TrainableNetwork result{std::move(network), {}, {}};
    models::scgpt::visitParameters(result.network, [&](const std::string &name, at::Tensor &tensor, const auto &) {
        tensor = tensor.detach().clone();
        if (models::scgpt::isTrained(name)) result.trained.push_back(tensor.set_requires_grad(true));
        result.parameters[name] = tensor;
    });
    return result;
}

NoDropout::NoDropout() : m_dropout(0.0, models::nn::makeGenerator(at::kCPU, 0)) {}

double globalNorm(const std::vector<at::Tensor> &parameters)
{
    double squares = 0.0;
    for (const at::Tensor &parameter : parameters)
        if (parameter.grad().defined()) squares += parameter.grad().to(at::kDouble).square().sum().item<double>();
    return std::sqrt(squares);
}

std::string gradientDifference(const TrainableNetwork &network, const Hdf5File &file, const std::string &group)
{
    const auto names = file.strings(group + "/names").values;
    const auto sums = file.doubles(group + "/sum").values;
    const auto norms = file.doubles(group + "/l2").values;
    // What rounding leaves of a gradient that cancels out grows with the gradients it is made of.
    const double floor = 1e-6 * globalNorm(network.trained);
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto found = network.parameters.find(names[i]);
        if (found == network.parameters.end()) return "no parameter " + names[i];
        const at::Tensor gradient = found->second.grad();
        const at::Tensor values = gradient.defined() ? gradient.to(at::kDouble) : at::zeros({1}, at::TensorOptions(at::kDouble));
        const double sum = values.sum().item<double>();
        const double norm = values.norm().item<double>();
        const double spread = std::sqrt(static_cast<double>(values.numel()));
        if (std::abs(norm - norms[i]) <= 1e-4 * norms[i] + floor &&
            std::abs(sum - sums[i]) <= 1e-4 * std::max(std::abs(sums[i]), norms[i]) + floor * spread)
            continue;
        std::ostringstream text;
        text << names[i] << ": norm " << norm << ", expected " << norms[i] << "; sum " << sum << ", expected " << sums[i];
        return text.str();
    }
    return names.empty() ? "no gradients to compare with" : "";
}

double relativeError(const at::Tensor &actual, double expected) { return std::abs(actual.item<double>() / expected - 1.0); }

}  // namespace lexicell::test
