#include "models/families/scemb/network/model.h"

#include "core/base/parallel.h"
#include "models/nn/device.h"
#include "models/nn/guard.h"
#include "models/families/scemb/network/encoder.h"

namespace lexicell::models::scemb {

namespace {

// The matrix products of a layer, for timing number types.
nn::EncoderLayer productsOf(const Network &network)
{
    Layer layer = network.layers.front();
    join(layer);
    return {layer.joined, layer.output, layer.up, layer.down, layer.attentionNorm, layer.feedForwardNorm, network.config.heads};
}

}  // namespace

Result<LoadedModel> load(const checkpoint::Bundle &bundle, const ComputeOptions &compute, JobContext &context)
{
    return nn::guarded("opening " + bundle.file.string(), [&]() -> Result<LoadedModel> {
        LEXICELL_TRY(config, readConfig(bundle));
        LEXICELL_TRY(network, loadNetwork(bundle, config));
        if (context.cancelled()) return cancelled();
        LEXICELL_TRY(device, nn::chooseDevice(compute.device));
        nn::useThreads(compute.threads);
        LEXICELL_TRY(precision, nn::choosePrecision(compute.precision, productsOf(network), device));

        LoadedModel model;
        model.compute = {nn::toString(device), precision, threadCount(compute.threads)};
        const bool classes = network.classes.has_value();
        const auto encoder = std::make_shared<Encoder>(std::move(network), device, model.compute);
        model.cells = encoder;
        model.tokens = encoder;
        model.genes = encoder;
        model.expression = encoder;
        model.attention = encoder;
        if (classes) model.classifier = encoder;
        return model;
    });
}

}  // namespace lexicell::models::scemb
