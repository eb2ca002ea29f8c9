#include "models/nn/packed_linear.h"

#include <ATen/Context.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/grad_mode.h>

#include <cassert>
#include <optional>

namespace lexicell::models::nn {

namespace {

// Called boxed: the operators' C++ signatures are not public and differ between versions, but their schemas are stable.
struct Operators {
    std::optional<c10::OperatorHandle> reorder;
    std::optional<c10::OperatorHandle> linear;

    Operators()
    {
        auto &dispatcher = c10::Dispatcher::singleton();
        reorder = dispatcher.findSchema({"mkldnn::_reorder_linear_weight", ""});
        linear = dispatcher.findSchema({"mkldnn::_linear_pointwise", ""});
    }
    bool available() const
    {
        return reorder && linear && reorder->schema().arguments().size() == 2 && linear->schema().arguments().size() == 6;
    }
};

const Operators &operators()
{
    static const Operators found;
    return found;
}

}  // namespace

bool canPack(const at::Tensor &weight)
{
    return weight.device().is_cpu() && weight.scalar_type() == at::kFloat && at::hasMKLDNN() &&
           at::globalContext().userEnabledMkldnn() && operators().available();
}

at::Tensor packWeight(const at::Tensor &weight)
{
    // The row count is a hint only; cells of a few hundred to a thousand genes are typical.
    torch::jit::Stack stack{weight.contiguous(), std::int64_t{1024}};
    operators().reorder->callBoxed(stack);
    return stack.at(0).toTensor();
}

at::Tensor packedLinear(const at::Tensor &x, const at::Tensor &weight, const at::Tensor &packed, const at::Tensor &bias,
                        bool relu)
{
    assert(!at::GradMode::is_enabled());
    const auto shape = x.sizes();
    torch::jit::Stack stack{x.reshape({-1, weight.size(1)}), packed};
    stack.emplace_back(bias.defined() ? c10::IValue(bias) : c10::IValue());
    stack.emplace_back(relu ? "relu" : "none");
    stack.emplace_back(c10::List<std::optional<at::Scalar>>());
    stack.emplace_back("");
    operators().linear->callBoxed(stack);
    auto result = shape.vec();
    result.back() = weight.size(0);
    return stack.at(0).toTensor().view(result);
}

}  // namespace lexicell::models::nn
