#include "models/nn/attention.h"

#include "models/nn/dropped_attention.h"
#include "models/nn/layer_end.h"

#include <cmath>
#include <limits>

namespace lexicell::models::nn {

at::Tensor attend(const at::Tensor &q, const at::Tensor &k, const at::Tensor &v, const at::Tensor &mask, const Pass &pass)
{
    const bool dropping = pass.dropout && pass.dropout->share() > 0.0;
    if (pass.fused && !dropping) {
        return at::scaled_dot_product_attention(q, k, v, mask.defined() ? std::optional<at::Tensor>(mask) : std::nullopt);
    }
    if (pass.fused && canDropHere(q)) return droppedAttention(q, k, v, mask, {pass.dropout->share(), pass.dropout->draw()});
    at::Tensor scores = at::matmul(q, k.transpose(-1, -2)) / std::sqrt(static_cast<double>(q.size(-1)));
    if (mask.defined()) scores = scores.masked_fill(mask.logical_not(), -std::numeric_limits<double>::infinity());
    return at::matmul(dropped(at::softmax(scores, -1), pass.dropout), v);
}

std::vector<at::Tensor> splitHeads(const at::Tensor &x, std::int64_t parts, std::int64_t heads)
{
    return x.view({x.size(0), x.size(1), parts, heads, x.size(2) / (parts * heads)}).permute({2, 0, 3, 1, 4}).unbind(0);
}

at::Tensor joinHeads(const at::Tensor &context)
{
    return context.transpose(1, 2).reshape({context.size(0), context.size(2), context.size(1) * context.size(3)});
}

namespace {

at::Tensor inTypeOf(const Linear &part, const at::Tensor &x) { return x.to(part.weight.scalar_type()); }

// If the products are in bfloat16, adding h converts their results back to float32.
at::Tensor finish(const EncoderLayer &layer, const at::Tensor &h, const at::Tensor &attended, const Pass &pass)
{
    const at::Tensor middle = layerNorm(layer.norm1, h + dropped(attended, pass.dropout));
    const at::Tensor input = inTypeOf(layer.feedForward1, middle);
    const at::Tensor hidden = dropped(linear(layer.feedForward1, input, Activation::Relu), pass.dropout);
    return layerNorm(layer.norm2, middle + dropped(linear(layer.feedForward2, hidden), pass.dropout));
}

at::Tensor project(const EncoderLayer &layer, const at::Tensor &context) { return linear(layer.out, joinHeads(context)); }

std::vector<at::Tensor> queriesKeysValues(const EncoderLayer &layer, const at::Tensor &h)
{
    return splitHeads(linear(layer.qkv, inTypeOf(layer.qkv, h)), 3, layer.heads);
}

}  // namespace

at::Tensor attentionMask(const at::Tensor &padding)
{
    if (!padding.defined() || !padding.any().item<bool>()) return {};
    return padding.logical_not().view({padding.size(0), 1, 1, padding.size(1)});
}

at::Tensor encoderLayer(const EncoderLayer &layer, const at::Tensor &h, const at::Tensor &mask, const Pass &pass)
{
    const auto qkv = queriesKeysValues(layer, h);
    return finish(layer, h, project(layer, attend(qkv[0], qkv[1], qkv[2], mask, pass)), pass);
}

at::Tensor layerEnd(const EncoderLayer &layer, const at::Tensor &h, const at::Tensor &context)
{
    return finish(layer, h, project(layer, context), {});
}

at::Tensor attentionLogits(const EncoderLayer &layer, const at::Tensor &h)
{
    const auto qkv = queriesKeysValues(layer, h);
    return at::matmul(qkv[0].to(at::kFloat), qkv[1].to(at::kFloat).transpose(-1, -2));
}

PromptStates promptLayer(const EncoderLayer &layer, const PromptStates &h, const at::Tensor &mask, const Pass &pass)
{
    const auto known = queriesKeysValues(layer, h.known);
    const auto asked = queriesKeysValues(layer, h.asked);
    const at::Tensor query = asked[0] / std::sqrt(static_cast<double>(asked[0].size(-1)));
    at::Tensor others = at::matmul(query, known[1].transpose(-1, -2));
    if (mask.defined()) others = others.masked_fill(mask.logical_not(), -std::numeric_limits<double>::infinity());
    const at::Tensor self = (query * asked[1]).sum(-1, true);
    const at::Tensor weights = dropped(at::softmax(at::cat({others, self}, -1), -1), pass.dropout);
    const std::int64_t keys = others.size(-1);
    const at::Tensor context = at::matmul(weights.slice(-1, 0, keys), known[2]) + weights.slice(-1, keys) * asked[2];
    return {finish(layer, h.known, project(layer, attend(known[0], known[1], known[2], mask, pass)), pass),
            finish(layer, h.asked, joinHeads(context), pass)};
}

FirstTokenLayer firstTokenLayer(const EncoderLayer &layer)
{
    const std::int64_t width = layer.qkv.weight.size(1);
    return {rows(layer.qkv, 0, width), rows(layer.qkv, width, 3 * width), layer};
}

at::Tensor encoderLayer(const FirstTokenLayer &layer, const at::Tensor &h, const at::Tensor &mask, const Pass &pass)
{
    const at::Tensor first = h.slice(1, 0, 1);
    const std::int64_t heads = layer.rest.heads;
    const auto q = splitHeads(linear(layer.query, inTypeOf(layer.query, first)), 1, heads);
    const auto kv = splitHeads(linear(layer.keyValue, inTypeOf(layer.keyValue, h)), 2, heads);
    return finish(layer.rest, first, project(layer.rest, attend(q[0], kv[0], kv[1], mask, pass)), pass);
}

void pack(EncoderLayer &layer)
{
    for (Linear *part : {&layer.qkv, &layer.out, &layer.feedForward1, &layer.feedForward2}) pack(*part);
}

void pack(FirstTokenLayer &layer)
{
    for (Linear *part : {&layer.query, &layer.keyValue, &layer.rest.out, &layer.rest.feedForward1, &layer.rest.feedForward2})
        pack(*part);
}

void toBFloat16(EncoderLayer &layer)
{
    for (Linear *part : {&layer.qkv, &layer.out, &layer.feedForward1, &layer.feedForward2}) toBFloat16(*part);
}

}  // namespace lexicell::models::nn
