#include "models/families/scgpt/network/network.h"

#include "models/nn/guard.h"
#include "models/nn/parameter_loader.h"
#include "models/families/scgpt/network/parameters.h"

#include <algorithm>

namespace lexicell::models::scgpt {

namespace {

ExpressionDecoder blankDecoder(const Parts &parts)
{
    ExpressionDecoder decoder;
    if (parts.zeroProbability) decoder.nonZero.emplace();
    return decoder;
}

ClassDecoder blankClasses(std::int64_t hiddenLayers)
{
    ClassDecoder decoder;
    decoder.layers.resize(static_cast<std::size_t>(hiddenLayers));
    decoder.norms.resize(static_cast<std::size_t>(hiddenLayers));
    return decoder;
}

// The padding token's vector is not trained: perturbation models use it for every gene missing in the vocabulary.
std::int64_t padIdOf(const checkpoint::Bundle &bundle, const Config &config)
{
    if (bundle.vocabulary.empty()) return -1;
    return std::find(bundle.vocabulary.begin(), bundle.vocabulary.end(), config.padToken) - bundle.vocabulary.begin();
}

at::Tensor normalized(const Network &network, const at::Tensor &sum, const at::Tensor &batches, const nn::Pass &pass)
{
    const bool training = pass.dropout != nullptr;
    if (network.batchNorm) return nn::batchNorm(*network.batchNorm, sum, training);
    if (network.domainNorms.empty()) return sum;
    if (training)
        return nn::batchNorm(network.domainNorms.at(static_cast<std::size_t>(batches[0].item<std::int64_t>())), sum, true);
    std::vector<at::Tensor> scales, shifts;
    for (const nn::BatchNorm &norm : network.domainNorms) {
        nn::Affine domain = nn::affine(norm);
        scales.push_back(std::move(domain.scale));
        shifts.push_back(std::move(domain.shift));
    }
    return sum * at::stack(scales).index_select(0, batches).unsqueeze(1) +
           at::stack(shifts).index_select(0, batches).unsqueeze(1);
}

void stopIfAsked(const nn::Pass &pass)
{
    if (pass.job && pass.job->cancelled()) throw nn::Stopped();
}

at::Tensor throughLayers(const Network &network, const at::Tensor &input, const at::Tensor &mask, const nn::Pass &pass,
                         std::size_t begin, std::size_t end)
{
    at::Tensor h = input;
    for (std::size_t layer = begin; layer < end; ++layer) {
        stopIfAsked(pass);
        h = nn::encoderLayer(network.layers[layer], h, mask, pass);
    }
    return h;
}

}  // namespace

Network blankNetwork(const Config &config, std::int64_t vocabulary, const Parts &parts)
{
    Network network;
    network.config = config;
    network.parts = parts;
    network.vocabulary = vocabulary;
    network.layers.resize(static_cast<std::size_t>(config.layers));
    for (nn::EncoderLayer &layer : network.layers) layer.heads = config.heads;
    if (parts.batchNorm) network.batchNorm.emplace().epsilon = batchNormEpsilon;
    network.domainNorms.resize(static_cast<std::size_t>(parts.domains));
    for (nn::BatchNorm &norm : network.domainNorms) norm.epsilon = batchNormEpsilon;
    if (parts.batches > 0) network.batches.emplace();
    if (parts.modalities > 0) network.modalities.emplace();
    if (parts.expression) network.expression = blankDecoder(parts);
    if (parts.perturbation) network.perturbation = AffineDecoder{blankDecoder(parts), blankDecoder(parts)};
    if (parts.classes > 0) network.classes = blankClasses(config.classLayers - 1);
    if (parts.geneQuery) {
        network.geneQuery.emplace();
        if (parts.zeroProbability) network.geneQuery->nonZero.emplace();
    }
    if (parts.discriminator > 0) network.discriminator = blankClasses(discriminatorLayers);
    return network;
}

Result<Network> loadNetwork(const checkpoint::Bundle &bundle, const Config &config, std::int64_t vocabulary)
{
    nn::ParameterLoader loader(bundle.tensors, bundle.file, releasedName);
    Network network = blankNetwork(config, vocabulary, partsOf(bundle.tensors));
    network.padId = padIdOf(bundle, config);
    visitParameters(network, [&](const std::string &name, at::Tensor &tensor, const std::vector<std::int64_t> &shape) {
        tensor = loader.take(name, shape);
    });
    loader.ignore(expectedTensors(config, vocabulary, network.parts));
    LEXICELL_CHECK(loader.finish());
    network.ignored = loader.ignored();
    return network;
}

at::Tensor encodeGenes(const Network &network, const at::Tensor &ids)
{
    return nn::layerNorm(network.geneNorm, at::embedding(network.genes, ids, network.padId));
}

at::Tensor encodeValues(const Network &network, const at::Tensor &values, const nn::Dropout *dropout)
{
    const at::Tensor clipped = values.unsqueeze(-1).clamp_max(largestValue);
    const at::Tensor hidden = nn::linear(network.value1, clipped, nn::Activation::Relu);
    return nn::dropped(nn::layerNorm(network.valueNorm, nn::linear(network.value2, hidden)), dropout);
}

at::Tensor encodeLabels(const LabelEncoder &encoder, const at::Tensor &labels)
{
    return nn::layerNorm(encoder.norm, at::embedding(encoder.table, labels));
}

at::Tensor encodeInput(const Network &network, const nn::TokenTensors &tokens, const at::Tensor &genes, const nn::Pass &pass)
{
    at::Tensor sum = genes;
    if (tokens.values.defined()) sum = sum + encodeValues(network, tokens.values, pass.dropout);
    if (network.perturbationMarks.defined()) {
        const at::Tensor marks = tokens.perturbed.defined() ? tokens.perturbed : at::zeros_like(tokens.genes);
        // Row 0, "not perturbed", stays unchanged: upstream's tutorial makes it the padding row.
        sum = sum + at::embedding(network.perturbationMarks, marks, 0);
    }
    return normalized(network, sum, tokens.batches, pass);
}

at::Tensor encode(const Network &network, const at::Tensor &input, const at::Tensor &mask, const nn::Pass &pass, std::size_t from)
{
    return throughLayers(network, input, mask, pass, from, network.layers.size());
}

at::Tensor encodeFirst(const Network &network, const at::Tensor &input, const at::Tensor &mask, const nn::Pass &pass,
                       std::size_t from)
{
    const std::size_t last = network.layers.size() - 1;
    if (from > last) return input.select(1, 0);
    const at::Tensor h = throughLayers(network, input, mask, pass, from, last);
    stopIfAsked(pass);
    return nn::encoderLayer(nn::firstTokenLayer(network.layers[last]), h, mask, pass).select(1, 0);
}

at::Tensor encodeBelow(const Network &network, const at::Tensor &input, const at::Tensor &mask, const nn::Pass &pass,
                       std::size_t until)
{
    return throughLayers(network, input, mask, pass, 0, until);
}

nn::PromptStates encode(const Network &network, const nn::PromptStates &input, const at::Tensor &mask, const nn::Pass &pass)
{
    nn::PromptStates h = input;
    for (const nn::EncoderLayer &layer : network.layers) {
        stopIfAsked(pass);
        h = nn::promptLayer(layer, h, mask, pass);
    }
    return h;
}

}  // namespace lexicell::models::scgpt
