#include "models/families/scgpt/network/model.h"

#include "core/base/parallel.h"
#include "models/nn/device.h"
#include "models/nn/guard.h"
#include "models/families/scgpt/network/network_abilities.h"
#include "models/families/scgpt/network/encoder.h"
#include "models/families/scgpt/format/tokenizer.h"

namespace lexicell::models::scgpt {

Result<LoadedModel> load(const checkpoint::Bundle &bundle, const ComputeOptions &compute, JobContext &context)
{
    return nn::guarded("opening " + bundle.file.string(), [&]() -> Result<LoadedModel> {
        LEXICELL_TRY(config, readConfig(bundle));
        const auto vocabulary = static_cast<std::int64_t>(completeVocabulary(bundle.vocabulary, config).size());
        LEXICELL_TRY(network, loadNetwork(bundle, config, vocabulary));
        if (context.cancelled()) return cancelled();
        LEXICELL_TRY(device, nn::chooseDevice(compute.device));
        nn::useThreads(compute.threads);
        LEXICELL_TRY(precision, nn::choosePrecision(compute.precision, network.layers.front(), device));

        LoadedModel model;
        model.compute = {nn::toString(device), precision, threadCount(compute.threads)};
        const at::NoGradGuard noGradients;
        const Network ready = prepared(network, device, precision);
        addAbilities(model, std::make_shared<const Evaluator>(ready, device, model.compute));
        // A perturbation model has no token for the cell: upstream returns no cell vector from it.
        if (!network.perturbation) model.cells = std::make_shared<Encoder>(ready, device, model.compute);
        return model;
    });
}

}  // namespace lexicell::models::scgpt
