#include "models/families/scgpt/format/layout.h"

#include "models/families/scgpt/format/tensors.h"

#include <algorithm>
#include <charconv>
#include <string>

namespace lexicell::models::scgpt {

namespace {

using checkpoint::Bundle;
using checkpoint::Tensor;
using checkpoint::TensorMap;

bool hasPrefix(const TensorMap &tensors, std::string_view prefix)
{
    return std::any_of(tensors.entries.begin(), tensors.entries.end(),
                       [&](const auto &entry) { return entry.first.starts_with(prefix); });
}

std::int64_t rowsOf(const TensorMap &tensors, const std::string &name)
{
    const Tensor *tensor = tensors.find(name);
    return tensor && !tensor->shape.empty() ? tensor->shape[0] : 0;
}

// 1 + the largest number that follows `prefix` in a name; 0: no such name.
std::int64_t countNumbered(const TensorMap &tensors, std::string_view prefix)
{
    std::int64_t count = 0;
    for (const auto &[name, tensor] : tensors.entries) {
        std::int64_t number = -1;
        if (name.starts_with(prefix)) std::from_chars(name.data() + prefix.size(), name.data() + name.size(), number);
        count = std::max(count, number + 1);
    }
    return count;
}

Error mismatch(const ErrorClass &errorClass, std::string message)
{
    return {ErrorKind::Mismatch, errorClass, std::move(message), {}};
}

// Compares settings and vocabulary with the tensors, so that the message names the file to check.
Result<void> checkSizes(const Bundle &bundle, const Config &config, std::int64_t vocabulary)
{
    const Tensor *genes = bundle.tensors.find("encoder.embedding.weight");
    if (!genes || genes->shape.size() != 2) return {};  // reported below as missing or of the wrong shape
    const std::string found =
        "encoder.embedding.weight in " + bundle.file.string() + " has the shape " + checkpoint::toString(genes->shape);
    if (genes->shape[1] != config.embeddingSize)
        return mismatch(errors::shapeMismatch, found + ", but " + bundle.configName + " says embsize " +
                                                   std::to_string(config.embeddingSize) + ". Use the " + bundle.configName +
                                                   " that came with the checkpoint.");
    if (genes->shape[0] != vocabulary)
        return mismatch(errors::shapeMismatch,
                        found + ", but vocab.json has " + std::to_string(vocabulary) +
                            " tokens (special ones included). Use the vocab.json that came with the checkpoint.");
    const std::int64_t layers = countNumbered(bundle.tensors, layerPrefix);
    if (layers > 0 && layers != config.layers)
        return mismatch(errors::shapeMismatch, bundle.file.string() + " has " + std::to_string(layers) +
                                                   " transformer layers, but " + bundle.configName + " says nlayers " +
                                                   std::to_string(config.layers) + ". Use the " + bundle.configName +
                                                   " that came with the checkpoint.");
    return {};
}

}  // namespace

Parts partsOf(const TensorMap &tensors)
{
    Parts parts;
    parts.generation = hasPrefix(tensors, "flag_encoder.");
    parts.batchNorm = hasPrefix(tensors, "bn.");
    parts.domains = countNumbered(tensors, "dsbn.bns.");
    parts.batches = rowsOf(tensors, "batch_encoder.embedding.weight");
    parts.modalities = rowsOf(tensors, "mod_encoder.embedding.weight");
    parts.perturbation = hasPrefix(tensors, "pert_encoder.") || hasPrefix(tensors, "decoder.coeff_decoder.");
    parts.expression = hasPrefix(tensors, "decoder.fc.");
    parts.zeroProbability = hasPrefix(tensors, "decoder.zero_logit.") ||
                            hasPrefix(tensors, "decoder.coeff_decoder.zero_logit.") ||
                            hasPrefix(tensors, "mvc_decoder.W_zero_logit.");
    parts.geneQuery = hasPrefix(tensors, "mvc_decoder.");
    // The multi-omic class without modalities differs in this shape only.
    const std::int64_t width = rowsOf(tensors, "encoder.enc_norm.weight");
    parts.joinedGenes =
        parts.geneQuery && (parts.modalities > 0 ||
                            (parts.batches > 0 && width > 0 && rowsOf(tensors, "mvc_decoder.gene2query.weight") == 2 * width));
    parts.classes = rowsOf(tensors, "cls_decoder.out_layer.weight");
    parts.discriminator = rowsOf(tensors, "grad_reverse_discriminator.out_layer.weight");
    return parts;
}

std::vector<checkpoint::TensorSpec> expectedTensors(const Config &config, std::int64_t vocabulary, const Parts &parts)
{
    std::vector<checkpoint::TensorSpec> list;
    declareTensors(config, vocabulary, parts, intoList(list));
    return list;
}

Result<void> checkLayout(const Bundle &bundle, const Config &config, std::int64_t vocabulary)
{
    if (hasPrefix(bundle.tensors, "value_encoder.embedding."))
        return Error{errors::unsupportedModel,
                     bundle.file.string() + " encodes values as categories (value_encoder.embedding). Only continuous values, as "
                                            "in all released models, can be used.",
                     {}};
    LEXICELL_CHECK(checkSizes(bundle, config, vocabulary));
    return checkpoint::checkTensors(
        bundle, expectedTensors(config, vocabulary, partsOf(bundle.tensors)),
        {"scGPT", ". Check that the file and " + bundle.configName + " belong together.", releasedName});
}

}  // namespace lexicell::models::scgpt
