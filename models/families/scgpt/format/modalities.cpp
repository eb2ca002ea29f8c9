#include "models/families/scgpt/format/modalities.h"

#include "models/checkpoint/vocabulary.h"

#include <algorithm>

namespace lexicell::models::scgpt {

namespace {

std::string modalityOf(const std::string &token)
{
    if (token == "<pad>" || token == "<cls>" || token == "<eoc>") return token;
    return token.starts_with("p_") ? "Protein" : "RNA";
}

}  // namespace

Result<std::vector<std::int32_t>> modalitiesOf(const checkpoint::Bundle &bundle, const std::vector<std::string> &vocabulary,
                                               std::int64_t modalities)
{
    std::vector<std::int32_t> ids;
    const std::filesystem::path file = bundle.folder / "vocab_mod.json";
    std::error_code error;
    if (modalities == 0 || !std::filesystem::exists(file, error)) return ids;
    LEXICELL_TRY(names, checkpoint::readVocabulary(file));
    if (static_cast<std::int64_t>(names.size()) > modalities)
        return Error{errors::shapeMismatch,
                     file.string() + " names " + std::to_string(names.size()) + " kinds of features, but " +
                         bundle.file.string() + " has " + std::to_string(modalities) +
                         ". Use the vocab_mod.json that came with the checkpoint.",
                     {}};
    for (const std::string &token : vocabulary) {
        const auto found = std::find(names.begin(), names.end(), modalityOf(token));
        if (found == names.end()) return std::vector<std::int32_t>();
        ids.push_back(static_cast<std::int32_t>(found - names.begin()));
    }
    return ids;
}

}  // namespace lexicell::models::scgpt
