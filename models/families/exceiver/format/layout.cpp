#include "models/families/exceiver/format/layout.h"

#include "models/families/exceiver/format/tensors.h"

#include <algorithm>
#include <charconv>
#include <string>

namespace lexicell::models::exceiver {

namespace {

using checkpoint::Bundle;
using checkpoint::Tensor;
using checkpoint::TensorMap;

Error mismatch(const ErrorClass &errorClass, std::string message)
{
    return {ErrorKind::Mismatch, errorClass, std::move(message), {}};
}

// The two sizes that determine the numbers of tensors and rows, with their own error messages.
Result<void> checkCounts(const Bundle &bundle, const Config &config)
{
    const std::string file = bundle.file.string();
    if (const std::int64_t layers = countLayers(bundle.tensors); layers != config.layers)
        return mismatch(errors::shapeMismatch, file + " has " + std::to_string(layers) +
                                                   " layers of self-attention, but its settings say "
                                                   "num_layers " +
                                                   std::to_string(config.layers) +
                                                   ". The file is damaged or combines two files. Copy or download it again.");
    const Tensor *genes = bundle.tensors.find("gene_emb.weight");
    if (!genes || genes->shape.size() != 2 || genes->shape[0] == config.tableRows()) return {};
    const std::string found = "gene_emb.weight in " + file + " has " + std::to_string(genes->shape[0]) + " rows, but seq_len " +
                              std::to_string(config.genes) + " makes " + std::to_string(config.tableRows()) + " (genes, mask" +
                              (config.classes > 0 ? ", class query)" : ")");
    if (genes->shape[0] > config.tableRows())
        return Error{errors::unsupportedModel,
                     found + ". Rows beyond these are batch vectors of upstream's unfinished batch-effect branch, which cannot "
                             "be used. Choose a checkpoint of the main branch.",
                     {}};
    return mismatch(errors::shapeMismatch, found + ". The settings belong to another model: use the checkpoint's own.");
}

}  // namespace

std::int64_t countLayers(const TensorMap &tensors)
{
    std::int64_t count = 0;
    for (const auto &[name, tensor] : tensors.entries) {
        std::int64_t number = -1;
        if (name.starts_with(layerPrefix)) std::from_chars(name.data() + layerPrefix.size(), name.data() + name.size(), number);
        count = std::max(count, number + 1);
    }
    // Limits the number of layers in a hostile name: every layer has tensors of its own.
    return std::min(count, static_cast<std::int64_t>(tensors.entries.size()));
}

bool hasClassifier(const TensorMap &tensors)
{
    return std::any_of(tensors.entries.begin(), tensors.entries.end(),
                       [](const auto &entry) { return entry.first.starts_with("mlp_classify."); });
}

std::vector<checkpoint::TensorSpec> expectedTensors(const Config &config)
{
    std::vector<checkpoint::TensorSpec> list;
    declareTensors(config, intoList(list));
    return list;
}

Result<void> checkLayout(const Bundle &bundle, const Config &config)
{
    LEXICELL_CHECK(checkCounts(bundle, config));
    return checkpoint::checkTensors(bundle, expectedTensors(config),
                                    {"Exceiver", ". The file is damaged or its settings are another model's.", {}});
}

}  // namespace lexicell::models::exceiver
