#include "models/families/scbert/network/attention.h"

#include <cmath>
#include <tuple>

namespace lexicell::models::scbert {

namespace {

// [cells x sequence x heads * headWidth] as [cells x heads x sequence x headWidth]
at::Tensor splitHeads(const Attention &attention, const at::Tensor &x)
{
    return x.view({x.size(0), x.size(1), attention.heads, attention.headWidth()}).transpose(1, 2);
}

at::Tensor queryFeatures(const Attention &attention, const at::Tensor &q)
{
    const at::Tensor a = at::matmul(q, attention.projection.t()) * projectionScale(attention);
    const at::Tensor largest = std::get<0>(a.max(-1, true));
    return (a - squaredNorms(attention, q) - largest).exp() + kernelEpsilon;
}

at::Tensor keyFeatures(const Attention &attention, const at::Tensor &k, KeyMaximum keyMaximum)
{
    const at::Tensor a = at::matmul(k, attention.projection.t()) * projectionScale(attention);
    const at::Tensor largest =
        keyMaximum == KeyMaximum::PerBatch ? a.max() : std::get<0>(a.flatten(1).max(-1)).view({-1, 1, 1, 1});
    return (a - squaredNorms(attention, k) - largest).exp() + kernelEpsilon;
}

}  // namespace

double projectionScale(const Attention &attention) { return std::pow(static_cast<double>(attention.headWidth()), -0.25); }

at::Tensor squaredNorms(const Attention &attention, const at::Tensor &u)
{
    const double scale = projectionScale(attention);
    return u.square().sum(-1, true) * (scale * scale / 2.0);
}

at::Tensor attend(const Attention &attention, const at::Tensor &x, KeyMaximum keyMaximum)
{
    const at::Tensor queries = queryFeatures(attention, splitHeads(attention, nn::linear(attention.query, x)));
    const at::Tensor keys = keyFeatures(attention, splitHeads(attention, nn::linear(attention.key, x)), keyMaximum);
    const at::Tensor values = splitHeads(attention, nn::linear(attention.value, x));
    const at::Tensor context = at::matmul(keys.transpose(-1, -2), values);       // [cells x heads x features x headWidth]
    const at::Tensor weights = at::matmul(queries, keys.sum(-2).unsqueeze(-1));  // [cells x heads x sequence x 1]
    const at::Tensor mixed = at::matmul(queries, context) / weights;
    return nn::linear(attention.out, mixed.transpose(1, 2).flatten(2));
}

}  // namespace lexicell::models::scbert
