#include "models/families/scemb/format/layout.h"

#include "models/checkpoint/file_error.h"
#include "models/families/scemb/format/tensors.h"

#include <string>

namespace lexicell::models::scemb {

namespace {

using checkpoint::Bundle;

Error mismatch(const ErrorClass &errorClass, std::string message)
{
    return {ErrorKind::Mismatch, errorClass, std::move(message), {}};
}

}  // namespace

std::vector<checkpoint::TensorSpec> expectedTensors(const Config &config)
{
    std::vector<checkpoint::TensorSpec> list;
    declareTensors(config, intoList(list));
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

Result<void> checkLabels(const Bundle &bundle, const Config &config)
{
    const auto names = static_cast<std::int64_t>(bundle.labels.size());
    if (names == 0 || config.classes == 0 || names == config.classes) return {};
    return mismatch(errors::shapeMismatch, (bundle.folder / "id2label.json").string() + " names " + std::to_string(names) +
                                               " classes, but " + bundle.file.string() + " was trained for " +
                                               std::to_string(config.classes) +
                                               ". Use the id2label.json that came with the checkpoint.");
}

Result<void> checkLayout(const Bundle &bundle, const Config &config)
{
    // A large layer number in the settings must not give a list of a billion missing names.
    if (config.layers > static_cast<std::int64_t>(bundle.tensors.entries.size()))
        return mismatch(errors::missingTensor, bundle.file.string() + " has only " +
                                                   std::to_string(bundle.tensors.entries.size()) + " tensors, but " +
                                                   bundle.configName + " says num_layers " + std::to_string(config.layers) +
                                                   ". Use the files that came with the checkpoint.");
    return checkpoint::checkTensors(
        bundle, expectedTensors(config),
        {"the scEMB-style model", ". Check that the file and " + bundle.configName + " belong together.", {}});
}

}  // namespace lexicell::models::scemb
