#include "models/families/scemb/format/layout.h"

#include "models/checkpoint/file_error.h"

#include <map>

namespace lexicell::models::scemb {

namespace {

using checkpoint::Bundle;
using checkpoint::Tensor;

Error mismatch(const ErrorClass &errorClass, std::string message)
{
    return {ErrorKind::Mismatch, errorClass, std::move(message), {}};
}

Result<void> checkTensor(const Bundle &bundle, const ExpectedTensor &expected, const Tensor &tensor)
{
    const std::string which = "The tensor " + expected.name + " in " + bundle.file.string();
    if (tensor.shape != expected.shape)
        return mismatch(errors::shapeMismatch, which + " has the shape " + checkpoint::toString(tensor.shape) + ", expected " +
                                                   checkpoint::toString(expected.shape) + ". Check that the file and " +
                                                   bundle.configName + " belong together.");
    if (!checkpoint::isFloating(tensor.type))
        return Error{errors::unsupportedType,
                     which + " holds " + checkpoint::toString(tensor.type) + " numbers. Floating-point weights are needed.",
                     {}};
    if (!tensor.finite())
        return Error{errors::nonFinite,
                     which + " holds NaN or infinite numbers. The training that made it went wrong: use an earlier checkpoint.",
                     {}};
    return {};
}

}  // namespace

std::vector<ExpectedTensor> expectedTensors(const Config &config)
{
    const std::int64_t width = config.embeddingSize;
    std::vector<ExpectedTensor> list;
    const auto linear = [&](const std::string &name, std::int64_t out, std::int64_t in) {
        list.push_back({name + ".weight", {out, in}});
        list.push_back({name + ".bias", {out}});
    };
    const auto norm = [&](const std::string &name) {
        list.push_back({name + ".weight", {width}});
        list.push_back({name + ".bias", {width}});
    };
    list.push_back({"gene_embedding.weight", {config.vocabulary, width}});
    list.push_back({"bin_embedding.weight", {binRows(config), width}});
    list.push_back({"rank_embedding.weight", {config.maxGenes, width}});
    norm("embedding_norm");
    for (std::int64_t i = 0; i < config.layers; ++i) {
        const std::string layer = "encoder.layers." + std::to_string(i) + ".";
        for (const char *part : {"query", "key", "value", "output"}) linear(layer + "attention." + part, width, width);
        norm(layer + "attention_norm");
        norm(layer + "ffn_norm");
        linear(layer + "ffn.up", config.feedForward, width);
        linear(layer + "ffn.down", width, config.feedForward);
    }
    if (config.normPosition == NormPosition::Pre) norm("encoder.final_norm");
    linear("mlm_head.dense", width, width);
    norm("mlm_head.norm");
    list.push_back({"mlm_head.bias", {config.vocabulary}});
    return list;
}

Result<void> checkVocabulary(const Bundle &bundle, const Config &config)
{
    if (bundle.vocabulary.empty())
        return Error{errors::noVocabulary,
                     "There is no vocab.json beside " + bundle.file.string() +
                         ", so its genes are unknown. Copy it from the checkpoint's source; another "
                         "model's vocabulary does not fit.",
                     {}};
    const std::string file = (bundle.folder / "vocab.json").string();
    if (static_cast<std::int64_t>(bundle.vocabulary.size()) != config.vocabulary)
        return mismatch(errors::shapeMismatch, file + " has " + std::to_string(bundle.vocabulary.size()) +
                                                   " tokens (special ones included), but " + bundle.configName +
                                                   " says vocab_size " + std::to_string(config.vocabulary) +
                                                   ". Use the two files that came with the checkpoint.");
    for (const auto &[id, token] : {std::pair{padId, "<pad>"}, std::pair{maskId, "<mask>"}})
        if (config.vocabulary <= id || bundle.vocabulary[static_cast<std::size_t>(id)] != token)
            return checkpoint::badFile(errors::badVocabulary, file,
                                       std::string("does not give the id ") + std::to_string(id) + " to " + token,
                                       "Use the file that came with the checkpoint.");
    return {};
}

Result<void> checkLayout(const Bundle &bundle, const Config &config)
{
    const std::string file = bundle.file.string();
    std::map<std::string, const Tensor *> found;
    for (const auto &[name, tensor] : bundle.tensors.entries)
        if (!found.emplace(name, &tensor).second)
            return mismatch(errors::unexpectedTensor, file + " holds the tensor " + name + " twice. Save it again with one.");
    // A large layer number in the settings must not give a list of a billion missing names.
    if (config.layers > static_cast<std::int64_t>(bundle.tensors.entries.size()))
        return mismatch(errors::missingTensor, file + " has only " + std::to_string(bundle.tensors.entries.size()) +
                                                   " tensors, but " + bundle.configName + " says num_layers " +
                                                   std::to_string(config.layers) +
                                                   ". Use the files that came with the checkpoint.");
    for (const ExpectedTensor &expected : expectedTensors(config)) {
        const auto place = found.find(expected.name);
        if (place == found.end())
            return mismatch(errors::missingTensor, file + " lacks the tensor " + expected.name + " (" +
                                                       checkpoint::toString(expected.shape) +
                                                       "). The file is incomplete: copy or download it again.");
        LEXICELL_CHECK(checkTensor(bundle, expected, *place->second));
        found.erase(place);
    }
    if (!found.empty())
        return mismatch(errors::unexpectedTensor,
                        file + " holds the tensor " + found.begin()->first + " (" +
                            checkpoint::toString(found.begin()->second->shape) +
                            "), which is not part of the scEMB-style model. It belongs to another kind of model.");
    return {};
}

}  // namespace lexicell::models::scemb
