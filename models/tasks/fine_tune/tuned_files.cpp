#include "models/tasks/fine_tune/tuned_files.h"

#include "core/files/atomic_file.h"
#include "models/checkpoint/adapter_files.h"
#include "models/checkpoint/safetensors/safetensors.h"
#include "models/tasks/convert_model/upstream_files.h"

#include <algorithm>
#include <cstdio>
#include <unordered_set>

namespace lexicell::models::tasks {

namespace fs = std::filesystem;
using checkpoint::TensorMap;

namespace {

constexpr std::string_view adapterPrefix = "lora/";

Result<void> writeWeights(const TunedModel &model, const fs::path &folder)
{
    const std::string family = model.family.family;
    const TensorMap tensors = model.bundle.tensors.entries.empty() ? model.weights : tunedWeights(model);
    const std::string container = upstreamContainer(family);
    const fs::path file = folder / weightsName(family, tensors, container);
    if (container == "safetensors") return checkpoint::writeSafetensors(tensors, file);
    LEXICELL_TRY(around, envelope(family, model.bundle));
    return checkpoint::writeTorch(tensors, around, checkpoint::TorchContainer::Zip, file);
}

// gene,mean,scale: every digit of the numbers that the cells were scaled with.
Result<void> writeScaler(const TunedModel &model, const fs::path &folder)
{
    if (model.scaler.empty()) return {};
    std::string text = "gene,mean,scale\n";
    for (std::size_t gene = 0; gene < model.scaler.mean.size(); ++gene) {
        char numbers[80];
        std::snprintf(numbers, sizeof numbers, ",%.17g,%.17g\n", model.scaler.mean[gene], model.scaler.scale[gene]);
        text += model.bundle.geneList[gene] + numbers;
    }
    std::error_code ignored;
    fs::remove(folder / "scaler.npz", ignored);  // a copy of the checkpoint's own, which was not used
    return files::writeTextFile(folder / "scaler.csv", text);
}

Result<void> writeAdapters(const TunedModel &model, const fs::path &folder)
{
    TensorMap matrices, head;
    for (const auto &[name, tensor] : model.weights.entries) {
        if (name.starts_with(adapterPrefix)) matrices.add(name, tensor);
        else if (std::find(model.frozen.begin(), model.frozen.end(), name) == model.frozen.end()) head.add(name, tensor);
    }
    return checkpoint::writeAdapter({model.family.family, model.bundle.sha256, model.adapters.scale, std::move(matrices),
                                     std::move(head), model.bundle.labels},
                                    folder);
}

}  // namespace

TensorMap tunedWeights(const TunedModel &model)
{
    // An adapted tensor is frozen, but its sum with the adapter is not.
    std::unordered_set<std::string> kept(model.frozen.begin(), model.frozen.end());
    for (const training::AdapterSite &site : model.adapters.sites) kept.erase(site.tensor);
    TensorMap tensors;
    for (const auto &[fileName, tensor] : model.bundle.tensors.entries) {
        const std::string name = model.family.releasedName(fileName);
        const checkpoint::Tensor *trained = kept.contains(name) ? nullptr : model.weights.find(name);
        // Without a gradient it is as it was: a head that the objective does not use, scBERT's gene vectors.
        if (trained && trained->toFloat() == tensor.toFloat()) trained = nullptr;
        tensors.add(fileName, trained ? *trained : tensor);
    }
    return tensors;
}

Result<void> writeTunedModel(const TunedModel &model, const fs::path &folder)
{
    if (!model.adapters.sites.empty()) LEXICELL_CHECK(writeAdapters(model, folder));
    if (model.adapterOnly) return {};
    LEXICELL_CHECK(writeSidecars(model.family.family, model.bundle, model.source, folder));
    LEXICELL_CHECK(writeWeights(model, folder));
    return writeScaler(model, folder);
}

}  // namespace lexicell::models::tasks
