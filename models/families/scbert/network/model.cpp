#include "models/families/scbert/network/model.h"

#include "core/base/parallel.h"
#include "models/nn/device.h"
#include "models/nn/guard.h"
#include "models/families/scbert/network/network_abilities.h"

namespace lexicell::models::scbert {

Result<LoadedModel> load(const checkpoint::Bundle &bundle, const ComputeOptions &compute, JobContext &context)
{
    return nn::guarded("opening " + bundle.file.string(), [&]() -> Result<LoadedModel> {
        if (compute.precision != "fp32" && compute.precision != "auto")
            return Error{errors::badOption,
                         "scBERT's attention cannot be computed in " + compute.precision + "; use fp32 or auto.",
                         {},
                         {{"precision", {"fp32"}}}};
        LEXICELL_TRY(network, loadNetwork(bundle));
        if (context.cancelled()) return cancelled();
        LEXICELL_TRY(device, nn::chooseDevice(compute.device));
        nn::useThreads(compute.threads);

        LoadedModel model;
        model.compute = {nn::toString(device), "fp32", threadCount(compute.threads)};
        const auto abilities = std::make_shared<Abilities>(network, device, compute.threads);
        model.cells = abilities;
        model.tokens = abilities;
        model.geneAttention = abilities;
        if (network.geometry.gene2vec) model.genes = abilities;
        if (network.languageModel) model.expression = abilities;
        if (network.classifier) model.classifier = abilities;
        return model;
    });
}

}  // namespace lexicell::models::scbert
