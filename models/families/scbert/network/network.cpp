#include "models/families/scbert/network/network.h"

#include "models/nn/parameter_loader.h"
#include "models/families/scbert/format/layout.h"
#include "models/families/scbert/network/parameters.h"

namespace lexicell::models::scbert {

Result<Network> loadNetwork(const checkpoint::Bundle &bundle)
{
    LEXICELL_TRY(geometry, readGeometry(bundle));
    LEXICELL_CHECK(checkLayout(bundle, geometry));
    Network network;
    network.geometry = geometry;
    network.blocks.resize(static_cast<std::size_t>(geometry.layers));
    for (Block &block : network.blocks) block.attention.heads = geometry.heads;
    if (geometry.head == Head::LanguageModel) network.languageModel.emplace();
    if (geometry.head == Head::Classifier) network.classifier.emplace();

    nn::ParameterLoader loader(bundle.tensors, bundle.file, [](const std::string &name) { return name; });
    visitTensors(network, [&](const std::string &name, at::Tensor &tensor, const std::vector<std::int64_t> &shape) {
        tensor = loader.take(name, shape);
    });
    loader.ignore(expectedTensors(geometry));
    LEXICELL_CHECK(loader.finish());
    return network;
}

at::Tensor embedTokens(const Network &network, const at::Tensor &tokens)
{
    const at::Tensor x = at::embedding(network.tokenTable, tokens);
    return network.positionTable.defined() ? x + network.positionTable : x;
}

at::Tensor feedForward(const Block &block, const at::Tensor &x)
{
    const at::Tensor hidden = nn::linear(block.feedForward1, nn::layerNorm(block.feedForwardNorm, x));
    return nn::linear(block.feedForward2, at::gelu(hidden));
}

at::Tensor runBlock(const Block &block, const at::Tensor &x, KeyMaximum keyMaximum)
{
    const at::Tensor attended = x + attend(block.attention, nn::layerNorm(block.attentionNorm, x), keyMaximum);
    return attended + feedForward(block, attended);
}

at::Tensor encode(const Network &network, const at::Tensor &tokens, KeyMaximum keyMaximum)
{
    return nn::layerNorm(network.norm,
                         throughBlocks(network, embedTokens(network, tokens), keyMaximum, 0, network.blocks.size()));
}

at::Tensor throughBlocks(const Network &network, const at::Tensor &input, KeyMaximum keyMaximum, std::size_t begin,
                         std::size_t end)
{
    at::Tensor x = input;
    for (std::size_t block = begin; block < end; ++block) x = runBlock(network.blocks[block], x, keyMaximum);
    return x;
}

ClassOutput classify(const ClassifierHead &head, const at::Tensor &hidden)
{
    const at::Tensor positions = at::relu(at::matmul(hidden, head.positionWeight.flatten()) + head.positionBias);
    const at::Tensor activations =
        nn::linear(head.second, nn::linear(head.first, positions, nn::Activation::Relu), nn::Activation::Relu);
    return {activations, nn::linear(head.third, activations)};
}

}  // namespace lexicell::models::scbert
