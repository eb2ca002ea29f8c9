#include "models/nn/trained_linear.h"

#include "models/nn/headroom.h"
#include "models/nn/packed_linear.h"

#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/custom_function.h>

#include <cstdint>
#include <optional>

namespace lexicell::models::nn {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// Below this, preparing oneDNN's kernels for a new shape takes longer than the product.
constexpr double fewestOperations = 1e9;
constexpr std::int64_t smallestSide = 128;

// a [rows x in] times bᵀ [in x out]. `b` may be a view with any strides.
at::Tensor product(const at::Tensor &a, const at::Tensor &b, const at::Tensor &bias = {})
{
    requireHeadroom((a.size(0) * b.size(0) + b.numel()) * static_cast<std::int64_t>(sizeof(float)));
    return packedLinear(a.contiguous(), b, packWeight(b), bias, false);
}

class TrainedLinear : public torch::autograd::Function<TrainedLinear> {
  public:
    static at::Tensor forward(AutogradContext *context, const at::Tensor &x, const at::Tensor &weight,
                              const std::optional<at::Tensor> &bias)
    {
        context->save_for_backward({x, weight});
        context->saved_data["bias"] = bias.has_value();
        auto shape = x.sizes().vec();
        shape.back() = weight.size(0);
        return product(x.reshape({-1, weight.size(1)}), weight, bias.value_or(at::Tensor())).view(shape);
    }
    static variable_list backward(AutogradContext *context, const variable_list &gradients)
    {
        const auto saved = context->get_saved_variables();
        const at::Tensor &x = saved[0], &weight = saved[1];
        const at::Tensor arriving = gradients[0].reshape({-1, weight.size(0)}).contiguous();
        variable_list result(3);
        if (context->needs_input_grad(0)) result[0] = product(arriving, weight.t()).view(x.sizes());
        if (context->needs_input_grad(1)) result[1] = product(arriving.t(), x.reshape({-1, weight.size(1)}).t());
        if (context->saved_data["bias"].toBool() && context->needs_input_grad(2)) result[2] = arriving.sum(0);
        return result;
    }
};

}  // namespace

bool isTrainedHere(const at::Tensor &x, const at::Tensor &weight, const at::Tensor &bias)
{
    if (!at::GradMode::is_enabled() || x.scalar_type() != at::kFloat || !canPack(weight)) return false;
    if (weight.size(0) < smallestSide || weight.size(1) < smallestSide) return false;
    if (2.0 * static_cast<double>(x.numel()) * static_cast<double>(weight.size(0)) < fewestOperations) return false;
    return x.requires_grad() || weight.requires_grad() || (bias.defined() && bias.requires_grad());
}

at::Tensor trainedLinear(const at::Tensor &x, const at::Tensor &weight, const at::Tensor &bias)
{
    return TrainedLinear::apply(x, weight, bias.defined() ? std::optional<at::Tensor>(bias) : std::nullopt);
}

}  // namespace lexicell::models::nn
