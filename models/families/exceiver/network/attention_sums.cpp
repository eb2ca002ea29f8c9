#include "models/families/exceiver/network/attention_sums.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace lexicell::models::exceiver {

namespace {

// Tokens per step: 4 heads x 128 latents x 2,048 exponentials are 4 MB and stay in the cache.
constexpr std::int64_t tokensPerBlock = 2048;

Tokens slice(const Tokens &tokens, std::int64_t begin)
{
    const std::int64_t end = std::min(begin + tokensPerBlock, tokens.ids.size(0));
    return {tokens.ids.slice(0, begin, end), tokens.values.slice(0, begin, end), tokens.keyBias.slice(0, begin, end)};
}

// [heads x Q x n] times [heads x n x channels]. The released models have one channel; a matrix product then takes six times as
// long as a product of a matrix and a vector.
at::Tensor weighted(const at::Tensor &weights, const at::Tensor &values)
{
    if (values.size(-1) != 1) return at::matmul(weights, values);
    std::vector<at::Tensor> heads;
    for (std::int64_t head = 0; head < weights.size(0); ++head)
        heads.push_back(at::mv(weights[head], values[head].squeeze(-1).contiguous()));
    return at::stack(heads).unsqueeze(-1);
}

CrossAttention onDevice(const CrossAttention &block, at::Device device)
{
    CrossAttention own = block;
    for (at::Tensor *tensor :
         {&own.keyNorm.weight, &own.keyNorm.bias, &own.queryNorm.weight, &own.queryNorm.bias, &own.in.joined, &own.in.query,
          &own.in.key, &own.in.value, &own.in.bias, &own.out.weight, &own.out.bias, &own.norm1.weight, &own.norm1.bias,
          &own.norm2.weight, &own.norm2.bias, &own.linear1.weight, &own.linear1.bias, &own.linear2.weight, &own.linear2.bias})
        if (tensor->defined()) *tensor = tensor->to(device);
    return own;
}

}  // namespace

AttentionTable::AttentionTable(const Network &network, at::Device device)
    : m_block(onDevice(network.encoder, device)), m_residual(network.queries.to(device))
{
    const at::NoGradGuard noGradients;
    const nn::Linear keys = m_block.in.keys();
    const nn::Linear values = m_block.in.values();
    const std::int64_t width = m_residual.size(1);
    const at::Tensor query = nn::linear(m_block.in.queries(), nn::layerNorm(m_block.queryNorm, m_residual.unsqueeze(0)));
    const double unit = 1.0 / std::sqrt(static_cast<double>(width / crossHeads));
    m_queries = (nn::splitHeads(query, 1, crossHeads)[0].squeeze(0) * unit).contiguous();

    const at::Tensor genes = network.genes.to(device);
    const at::Tensor centered = genes - genes.mean(-1, true);
    m_variances = centered.square().mean(-1);
    const at::Tensor weights = at::cat({keys.weight, values.weight});  // [2 E x D]
    m_table = at::linear(centered * m_block.keyNorm.weight, weights);
    m_offset = at::linear(m_block.keyNorm.bias, weights) + at::cat({keys.bias, values.bias});
}

AttentionTable::KeysValues AttentionTable::keysValues(const Tokens &tokens) const
{
    const at::Tensor variance = m_variances.index_select(0, tokens.ids);
    const at::Tensor scale = tokens.values * at::rsqrt(tokens.values.square() * variance + nn::layerNormEpsilon);
    const at::Tensor both = at::addcmul(m_offset, m_table.index_select(0, tokens.ids), scale.unsqueeze(1));
    const std::int64_t channels = m_queries.size(2);
    const at::Tensor split = both.view({both.size(0), 2, crossHeads, channels}).permute({1, 2, 0, 3});
    return {split[0], split[1]};
}

at::Tensor AttentionTable::exponentials(const KeysValues &of, const Tokens &tokens, const at::Tensor &shift) const
{
    const at::Tensor bias = tokens.keyBias.unsqueeze(0).unsqueeze(0) - shift.to(at::kFloat).unsqueeze(-1);
    return at::matmul(m_queries, of.keys.transpose(-1, -2)).add_(bias).exp_();
}

at::Tensor AttentionTable::largestLogits(const Tokens &tokens) const
{
    at::Tensor largest = at::full({crossHeads, m_queries.size(1)}, -std::numeric_limits<double>::infinity(),
                                  m_queries.options().dtype(at::kDouble));
    for (std::int64_t begin = 0; begin < tokens.ids.size(0); begin += tokensPerBlock) {
        const Tokens block = slice(tokens, begin);
        const at::Tensor logits = at::matmul(m_queries, keysValues(block).keys.transpose(-1, -2)).add_(block.keyBias);
        largest = at::maximum(largest, logits.amax(-1).to(at::kDouble));
    }
    return largest;
}

AttentionSums AttentionTable::sum(const Tokens &tokens, const at::Tensor &shift) const
{
    const at::TensorOptions doubles = m_queries.options().dtype(at::kDouble);
    AttentionSums sums{at::zeros({crossHeads, m_queries.size(1)}, doubles),
                       at::zeros({crossHeads, m_queries.size(1), m_queries.size(2)}, doubles)};
    for (std::int64_t begin = 0; begin < tokens.ids.size(0); begin += tokensPerBlock) {
        const Tokens block = slice(tokens, begin);
        const KeysValues of = keysValues(block);
        const at::Tensor weights = exponentials(of, block, shift);
        sums.weight += weights.sum(-1);
        sums.values += weighted(weights, of.values);
    }
    return sums;
}

AttentionSums AttentionTable::each(const Tokens &tokens, const at::Tensor &shift) const
{
    const KeysValues of = keysValues(tokens);
    const at::Tensor weights = exponentials(of, tokens, shift).permute({2, 0, 1}).to(at::kDouble);  // [n x heads x Q]
    const at::Tensor values = of.values.transpose(0, 1).unsqueeze(2).to(at::kDouble);               // [n x heads x 1 x channels]
    return {weights, weights.unsqueeze(-1) * values};
}

at::Tensor AttentionTable::latents(const AttentionSums &sums) const
{
    const at::Tensor context =
        (sums.values / sums.weight.unsqueeze(-1)).to(at::kFloat).transpose(-3, -2);  // [… Q x heads x channels]
    return finishCross(m_block, m_residual, context.flatten(-2));
}

AttentionSums operator+(const AttentionSums &a, const AttentionSums &b) { return {a.weight + b.weight, a.values + b.values}; }
AttentionSums operator-(const AttentionSums &a, const AttentionSums &b) { return {a.weight - b.weight, a.values - b.values}; }

}  // namespace lexicell::models::exceiver
