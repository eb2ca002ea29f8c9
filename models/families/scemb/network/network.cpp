#include "models/families/scemb/network/network.h"

#include "models/nn/parameter_loader.h"
#include "models/families/scemb/network/parameters.h"

#include <array>

namespace lexicell::models::scemb {

namespace {

at::Tensor norm(const Network &network, const nn::LayerNorm &part, const at::Tensor &x)
{
    return at::layer_norm(x, {x.size(-1)}, part.weight, part.bias, network.config.normEpsilon);
}

at::Tensor inTypeOf(const nn::Linear &part, const at::Tensor &x) { return x.to(part.weight.scalar_type()); }

// Queries, keys and values, [cells x heads x tokens x D] each.
std::vector<at::Tensor> project(const Layer &layer, const at::Tensor &x, std::int64_t heads)
{
    if (layer.joined.weight.defined()) return nn::splitHeads(nn::linear(layer.joined, inTypeOf(layer.joined, x)), 3, heads);
    std::vector<at::Tensor> parts;
    for (const nn::Linear *part : {&layer.query, &layer.key, &layer.value})
        parts.push_back(nn::splitHeads(nn::linear(*part, x), 1, heads)[0]);
    return parts;
}

// If the products are in bfloat16, adding x converts their results back to float32.
at::Tensor attention(const Network &network, const Layer &layer, const at::Tensor &x, const at::Tensor &mask,
                     const nn::Pass &pass)
{
    const auto qkv = project(layer, x, network.config.heads);
    return nn::linear(layer.output, nn::joinHeads(nn::attend(qkv[0], qkv[1], qkv[2], mask, pass)));
}

at::Tensor feedForward(const Layer &layer, const at::Tensor &x)
{
    return nn::linear(layer.down, at::gelu(nn::linear(layer.up, inTypeOf(layer.up, x))));
}

}  // namespace

Result<Network> loadNetwork(const checkpoint::Bundle &bundle, const Config &config)
{
    nn::ParameterLoader loader(bundle.tensors, bundle.file, [](const std::string &name) { return name; });
    Network network;
    network.config = config;
    network.layers.resize(static_cast<std::size_t>(config.layers));
    if (config.normPosition == NormPosition::Pre) network.finalNorm.emplace();
    if (config.classes > 0) network.classes.emplace();
    visitParameters(network, [&](const std::string &name, at::Tensor &tensor, const std::vector<std::int64_t> &shape) {
        tensor = loader.take(name, shape);
    });
    LEXICELL_CHECK(loader.finish());
    return network;
}

void join(Layer &layer)
{
    layer.joined.weight = at::cat({layer.query.weight, layer.key.weight, layer.value.weight});
    layer.joined.bias = at::cat({layer.query.bias, layer.key.bias, layer.value.bias});
}

at::Tensor embedTokens(const Network &network, const at::Tensor &genes, const at::Tensor &bins)
{
    const at::Tensor sum = at::embedding(network.genes, genes) + at::embedding(network.bins, bins);
    return norm(network, network.embeddingNorm, sum + network.ranks.slice(0, 0, genes.size(1)));
}

at::Tensor encodeLayer(const Network &network, const Layer &layer, const at::Tensor &x, const at::Tensor &mask,
                       const nn::Pass &pass)
{
    if (network.config.normPosition == NormPosition::Post) {
        const at::Tensor middle = norm(network, layer.attentionNorm, x + attention(network, layer, x, mask, pass));
        return norm(network, layer.feedForwardNorm, middle + feedForward(layer, middle));
    }
    const at::Tensor middle = x + attention(network, layer, norm(network, layer.attentionNorm, x), mask, pass);
    return middle + feedForward(layer, norm(network, layer.feedForwardNorm, middle));
}

at::Tensor finish(const Network &network, const at::Tensor &x)
{
    return network.finalNorm ? norm(network, *network.finalNorm, x) : x;
}

at::Tensor attentionLogits(const Network &network, const Layer &layer, const at::Tensor &x)
{
    const bool pre = network.config.normPosition == NormPosition::Pre;
    const auto qkv = project(layer, pre ? norm(network, layer.attentionNorm, x) : x, network.config.heads);
    return at::matmul(qkv[0], qkv[1].transpose(-1, -2));
}

at::Tensor meanOfTokens(const at::Tensor &hidden, const at::Tensor &padding)
{
    constexpr std::array<std::int64_t, 1> tokens{1};
    if (!padding.defined())
        return (at::sum(hidden, tokens, false, at::kDouble) / static_cast<double>(hidden.size(1))).to(hidden.scalar_type());
    const at::Tensor counts = padding.logical_not().sum(tokens, true, at::kDouble);
    return (at::sum(hidden.masked_fill(padding.unsqueeze(-1), 0.0), tokens, false, at::kDouble) / counts)
        .to(hidden.scalar_type());
}

at::Tensor classLogits(const Network &network, const at::Tensor &cellVectors)
{
    const ClassHead &head = *network.classes;
    return nn::linear(head.out, norm(network, head.norm, at::gelu(nn::linear(head.dense, cellVectors))));
}

at::Tensor geneLogits(const Network &network, const at::Tensor &hidden)
{
    const at::Tensor y = norm(network, network.head.norm, at::gelu(nn::linear(network.head.dense, hidden)));
    return at::linear(y, network.genes, network.head.bias);
}

}  // namespace lexicell::models::scemb
