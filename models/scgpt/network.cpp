#include "models/scgpt/network.h"

#include "models/nn/parameter_loader.h"
#include "models/scgpt/parameters.h"

namespace lexicell::models::scgpt {

namespace {

constexpr double leakySlope = 0.01;  // PyTorch's LeakyReLU

// Which optional parts the file has; a part that is there at all must be there completely.
void addParts(Network &network, const nn::ParameterLoader &loader, const checkpoint::Bundle &bundle)
{
    network.layers.resize(static_cast<std::size_t>(network.config.layers));
    for (nn::EncoderLayer &layer : network.layers) layer.heads = network.config.heads;
    if (loader.hasPrefix("bn.")) {
        network.batchNorm.emplace();
        network.batchNorm->epsilon = batchNormEpsilon;
    }
    if (loader.hasPrefix("decoder.fc.")) network.expression.emplace();
    if (loader.hasPrefix("mvc_decoder.")) network.geneQuery.emplace();
    if (loader.hasPrefix("cls_decoder.")) {
        network.classes.emplace();
        network.classes->layers.resize(static_cast<std::size_t>(network.config.classLayers - 1));
        network.classes->norms.resize(static_cast<std::size_t>(network.config.classLayers - 1));
        const checkpoint::Tensor *out = bundle.tensors.find("cls_decoder.out_layer.weight");
        network.classCount = out && !out->shape.empty() ? out->shape[0] : static_cast<std::int64_t>(bundle.labels.size());
    }
}

}  // namespace

Result<Network> loadNetwork(const checkpoint::Bundle &bundle, const Config &config, std::int64_t vocabulary)
{
    LEXICELL_CHECK(checkSupported(bundle));
    nn::ParameterLoader loader(bundle.tensors, bundle.file, releasedName);
    Network network;
    network.config = config;
    network.vocabulary = vocabulary;
    addParts(network, loader, bundle);
    visitParameters(network, [&](const std::string &name, at::Tensor &tensor, const std::vector<std::int64_t> &shape) {
        tensor = loader.take(name, shape);
    });
    // Pretraining's mark of generated genes, the counter of a batch norm, and heads that only further training uses.
    for (const char *unused : {"flag_encoder.weight", "bn.num_batches_tracked", "decoder.zero_logit.",
                               "mvc_decoder.W_zero_logit.", "grad_reverse_discriminator."})
        loader.ignore(unused);
    LEXICELL_CHECK(loader.finish());
    network.ignored = loader.ignored();
    return network;
}

at::Tensor encodeGenes(const Network &network, const at::Tensor &ids)
{
    return nn::layerNorm(network.geneNorm, at::embedding(network.genes, ids));
}

at::Tensor encodeValues(const Network &network, const at::Tensor &values, const nn::Dropout *dropout)
{
    const at::Tensor clipped = values.unsqueeze(-1).clamp_max(largestValue);
    const at::Tensor hidden = nn::linear(network.value1, clipped, nn::Activation::Relu);
    return nn::dropped(nn::layerNorm(network.valueNorm, nn::linear(network.value2, hidden)), dropout);
}

at::Tensor encodeInput(const Network &network, const at::Tensor &genes, const at::Tensor &values)
{
    const at::Tensor sum = genes + values;
    return network.batchNorm ? nn::batchNorm(*network.batchNorm, sum) : sum;
}

at::Tensor encode(const Network &network, const at::Tensor &input, const at::Tensor &mask, const nn::Pass &pass)
{
    at::Tensor h = input;
    for (const nn::EncoderLayer &layer : network.layers) h = nn::encoderLayer(layer, h, mask, pass);
    return h;
}

at::Tensor decodeExpression(const ExpressionDecoder &decoder, const at::Tensor &hidden)
{
    at::Tensor x = at::leaky_relu(nn::linear(decoder.first, hidden), leakySlope);
    x = at::leaky_relu(nn::linear(decoder.second, x), leakySlope);
    return nn::linear(decoder.last, x).squeeze(-1);
}

at::Tensor decodeGeneQuery(const GeneQueryDecoder &decoder, const at::Tensor &genes, const at::Tensor &cellVectors)
{
    const at::Tensor query = at::sigmoid(nn::linear(decoder.query, genes));
    return at::matmul(nn::linear(decoder.product, query), cellVectors.unsqueeze(-1)).squeeze(-1);
}

at::Tensor classify(const ClassDecoder &decoder, const at::Tensor &cellVectors)
{
    at::Tensor x = cellVectors;
    for (std::size_t i = 0; i < decoder.layers.size(); ++i)
        x = nn::layerNorm(decoder.norms[i], nn::linear(decoder.layers[i], x, nn::Activation::Relu));
    return nn::linear(decoder.out, x);
}

}  // namespace lexicell::models::scgpt
