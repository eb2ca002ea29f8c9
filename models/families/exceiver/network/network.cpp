#include "models/families/exceiver/network/network.h"

#include "models/families/exceiver/network/parameters.h"
#include "models/nn/guard.h"
#include "models/nn/parameter_loader.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>

namespace lexicell::models::exceiver {

namespace {

// Latents per step where weights over all genes are held: 4 heads x 16 x 19,067 genes are 5 MB.
constexpr std::int64_t latentsPerBlock = 16;

nn::Linear part(const Projections &in, const at::Tensor &apart, std::int64_t which)
{
    const std::int64_t width = in.bias.size(0) / 3;
    const at::Tensor bias = in.bias.slice(0, which * width, (which + 1) * width);
    return {in.joined.defined() ? in.joined.slice(0, which * width, (which + 1) * width) : apart, bias, {}};
}

at::Tensor heads(const at::Tensor &x) { return nn::splitHeads(x, 1, crossHeads)[0]; }

// Softmax over the keys of q kᵀ / √D + bias.
at::Tensor attentionWeights(const at::Tensor &q, const at::Tensor &k, const at::Tensor &bias)
{
    at::Tensor logits = at::matmul(q, k.transpose(-1, -2)) / std::sqrt(static_cast<double>(q.size(-1)));
    if (bias.defined()) logits = logits + bias;
    return at::softmax(logits, -1);
}

// `queries` [1 or cells x n x width] and `keys` [cells x m x width] before their norms; keyBias [cells x m] or undefined.
at::Tensor crossAttention(const CrossAttention &block, const at::Tensor &queries, const at::Tensor &keys,
                          const at::Tensor &keyBias, const nn::Pass &pass)
{
    const at::Tensor normed = nn::layerNorm(block.keyNorm, keys);
    const at::Tensor k = heads(nn::linear(block.in.keys(), normed));
    const at::Tensor v = heads(nn::linear(block.in.values(), normed));
    at::Tensor q = heads(nn::linear(block.in.queries(), nn::layerNorm(block.queryNorm, queries)));
    q = q.expand({k.size(0), -1, -1, -1});
    const at::Tensor bias = keyBias.defined() ? keyBias.unsqueeze(1).unsqueeze(1) : at::Tensor();  // [cells x 1 x 1 x m]
    const at::Tensor attended =
        pass.fused ? at::scaled_dot_product_attention(q, k, v, bias.defined() ? std::optional<at::Tensor>(bias) : std::nullopt)
                   : at::matmul(attentionWeights(q, k, bias), v);
    return finishCross(block, queries, nn::joinHeads(attended));
}

// Upstream's embedding treats the mask row as padding: it gets no gradient and stays zero.
at::Tensor geneRows(const Network &network, const at::Tensor &ids)
{
    return at::embedding(network.genes, ids, network.config.maskRow());
}

at::Tensor geneKeys(const Network &network, const CellInput &input)
{
    return geneRows(network, input.ids) * input.values.unsqueeze(-1);
}

at::Tensor processLayer(const ProcessLayer &layer, const at::Tensor &x, std::int64_t headCount, const nn::Pass &pass)
{
    const auto qkv = nn::splitHeads(nn::linear(layer.qkv, x), 3, headCount);
    const at::Tensor attended = nn::linear(layer.out, nn::joinHeads(nn::attend(qkv[0], qkv[1], qkv[2], {}, pass)));
    const at::Tensor middle = nn::layerNorm(layer.norm1, x + nn::dropped(attended, pass.dropout));
    if (layer.narrow && !at::GradMode::is_enabled()) return nn::layerNorm(layer.norm2, middle + (*layer.narrow)(middle));
    const at::Tensor hidden = nn::dropped(at::gelu(nn::linear(layer.linear1, middle)), pass.dropout);
    return nn::layerNorm(layer.norm2, middle + nn::dropped(nn::linear(layer.linear2, hidden), pass.dropout));
}

at::Tensor applyHead(const Head &head, const at::Tensor &x)
{
    return nn::linear(head.last, at::gelu(nn::linear(head.first, nn::layerNorm(head.norm, x))));
}

// Calls visit(weights) with the attention [cells x heads x some latents x tokens], block by block.
template <class Visit> void visitAttention(const Network &network, const CellInput &input, Visit &&visit)
{
    const CrossAttention &block = network.encoder;
    const at::Tensor k = heads(nn::linear(block.in.keys(), nn::layerNorm(block.keyNorm, geneKeys(network, input))));
    const at::Tensor q = heads(nn::linear(block.in.queries(), nn::layerNorm(block.queryNorm, network.queries.unsqueeze(0))));
    const at::Tensor bias = input.keyBias.unsqueeze(1).unsqueeze(1);
    for (std::int64_t begin = 0; begin < q.size(2); begin += latentsPerBlock)
        visit(attentionWeights(q.slice(2, begin, std::min(begin + latentsPerBlock, q.size(2))), k, bias));
}

}  // namespace

nn::Linear Projections::queries() const { return part(*this, query, 0); }
nn::Linear Projections::keys() const { return part(*this, key, 1); }
nn::Linear Projections::values() const { return part(*this, value, 2); }

Result<Network> loadNetwork(const checkpoint::Bundle &bundle, const Config &config)
{
    nn::ParameterLoader loader(bundle.tensors, bundle.file, [](const std::string &name) { return name; });
    Network network;
    network.config = config;
    network.layers.resize(static_cast<std::size_t>(config.layers));
    if (config.classes > 0) network.classes.emplace();
    visitParameters(network, [&](const std::string &name, at::Tensor &tensor, const std::vector<std::int64_t> &shape) {
        tensor = loader.take(name, shape);
    });
    loader.ignore(expectedTensors(config));
    LEXICELL_CHECK(loader.finish());
    return network;
}

at::Tensor finishCross(const CrossAttention &block, const at::Tensor &queries, const at::Tensor &attended)
{
    const at::Tensor x = nn::linear(block.out, attended) + queries;
    const at::Tensor hidden = at::gelu(nn::linear(block.linear1, nn::layerNorm(block.norm1, x)));
    return x + nn::linear(block.linear2, nn::layerNorm(block.norm2, hidden));
}

at::Tensor encode(const Network &network, const CellInput &input, const nn::Pass &pass)
{
    return crossAttention(network.encoder, network.queries.unsqueeze(0), geneKeys(network, input), input.keyBias, pass);
}

at::Tensor process(const Network &network, const at::Tensor &latents, const nn::Pass &pass)
{
    at::Tensor x = latents;
    for (const ProcessLayer &layer : network.layers) {
        if (pass.job && pass.job->cancelled()) throw nn::Stopped();
        x = processLayer(layer, x, network.config.heads, pass);
    }
    return x;
}

at::Tensor encoderAttention(const Network &network, const CellInput &input)
{
    std::vector<at::Tensor> rows;
    visitAttention(network, input, [&](const at::Tensor &weights) { rows.push_back(weights.mean(1)); });
    return at::cat(rows, 1);
}

at::Tensor meanEncoderAttention(const Network &network, const CellInput &input)
{
    at::Tensor sum;
    visitAttention(network, input, [&](const at::Tensor &weights) {
        const at::Tensor part = weights.mean(1).sum(1);
        sum = sum.defined() ? sum + part : part;
    });
    return sum / static_cast<double>(network.config.queries);
}

at::Tensor decode(const Network &network, const at::Tensor &latents, const at::Tensor &targets, const nn::Pass &pass)
{
    return crossAttention(network.decoder, geneRows(network, targets), latents, {}, pass);
}

at::Tensor predictValues(const Network &network, const at::Tensor &decoded)
{
    return applyHead(network.value, decoded).squeeze(-1);
}

at::Tensor classify(const Network &network, const at::Tensor &latents, const nn::Pass &pass)
{
    const at::Tensor query = at::full({1, 1}, network.config.classRow(), latents.options().dtype(at::kLong));
    return applyHead(*network.classes, decode(network, latents, query, pass)).squeeze(1);
}

}  // namespace lexicell::models::exceiver
