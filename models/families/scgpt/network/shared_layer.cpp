#include "models/families/scgpt/network/shared_layer.h"

#include "models/nn/layer_end.h"

#include <cmath>

namespace lexicell::models::scgpt {

namespace {

// A sum that keeps less than this share of itself has lost a bit or more of float32's 24.
constexpr double smallestShare = 0.5;

}  // namespace

SharedLayer::SharedLayer(const nn::EncoderLayer &layer, const at::Tensor &input) : m_layer(layer), m_input(input)
{
    const auto parts = nn::splitHeads(nn::linear(layer.qkv, input), 3, layer.heads);
    m_values = parts[2].contiguous();
    at::Tensor scores = at::matmul(parts[0], parts[1].transpose(-1, -2));
    scores.div_(std::sqrt(static_cast<double>(parts[0].size(-1))));
    scores.sub_(scores.amax(-1, true));
    m_exponentials = scores.exp_();
    m_weight = m_exponentials.sum(-1, true);
    m_sum = at::matmul(m_exponentials, m_values);
}

at::Tensor SharedLayer::rest(const at::Tensor &of, std::int64_t without, std::int64_t axis) const
{
    return at::cat({of.slice(axis, 0, without), of.slice(axis, without + 1)}, axis);
}

at::Tensor SharedLayer::outputs(const std::vector<std::int64_t> &without) const
{
    std::vector<at::Tensor> inputs, contexts;
    for (const std::int64_t token : without) {
        const at::Tensor input = rest(m_input, token, 1);
        const at::Tensor lost = m_exponentials.slice(-1, token, token + 1);
        const at::Tensor weight = m_weight - lost;
        inputs.push_back(input);
        if (rest(weight / m_weight, token, 2).min().item<float>() < smallestShare) {
            const auto parts = nn::splitHeads(nn::linear(m_layer.qkv, input), 3, m_layer.heads);
            contexts.push_back(nn::attend(parts[0], parts[1], parts[2], {}, {}));
            continue;
        }
        const at::Tensor sum = at::addcmul(m_sum, lost, m_values.slice(2, token, token + 1), -1.0);
        contexts.push_back(rest(sum.div_(weight), token, 2));
    }
    return nn::layerEnd(m_layer, at::cat(inputs), at::cat(contexts));
}

}  // namespace lexicell::models::scgpt
