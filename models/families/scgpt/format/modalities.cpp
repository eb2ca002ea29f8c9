#include "models/families/scgpt/format/modalities.h"

#include "core/data/feature_types.h"
#include "models/checkpoint/vocabulary.h"

#include <algorithm>
#include <array>
#include <set>

namespace lexicell::models::scgpt {

namespace {

constexpr std::array<std::string_view, 3> specialTokens{"<pad>", "<cls>", "<eoc>"};

bool isSpecial(std::string_view token)
{
    return std::find(specialTokens.begin(), specialTokens.end(), token) != specialTokens.end();
}

std::string modalityOf(const std::string &token)
{
    if (isSpecial(token)) return token;
    for (const data::ModalityNames &names : data::modalityNames)
        if (*names.mark && token.starts_with(names.mark)) return names.modality == data::Modality::Protein ? "Protein" : "ATAC";
    return "RNA";
}

}  // namespace

std::vector<std::string> modalityNamesOf(const std::vector<std::string> &vocabulary)
{
    std::set<std::string> kinds;
    for (const std::string &token : vocabulary)
        if (!isSpecial(token)) kinds.insert(modalityOf(token));
    std::vector<std::string> names(kinds.begin(), kinds.end());
    names.insert(names.end(), specialTokens.begin(), specialTokens.end());
    return names;
}

std::vector<std::int32_t> modalityIds(const std::vector<std::string> &vocabulary, const std::vector<std::string> &names)
{
    std::vector<std::int32_t> ids;
    ids.reserve(vocabulary.size());
    for (const std::string &token : vocabulary) {
        const auto found = std::find(names.begin(), names.end(), modalityOf(token));
        if (found == names.end()) return {};
        ids.push_back(static_cast<std::int32_t>(found - names.begin()));
    }
    return ids;
}

Result<std::vector<std::int32_t>> modalitiesOf(const checkpoint::Bundle &bundle, const std::vector<std::string> &vocabulary,
                                               std::int64_t modalities)
{
    const std::filesystem::path file = bundle.folder / "vocab_mod.json";
    std::error_code error;
    if (modalities == 0 || !std::filesystem::exists(file, error)) return std::vector<std::int32_t>();
    LEXICELL_TRY(names, checkpoint::readVocabulary(file));
    if (static_cast<std::int64_t>(names.size()) > modalities)
        return Error{errors::shapeMismatch,
                     file.string() + " names " + std::to_string(names.size()) + " kinds of features, but " +
                         bundle.file.string() + " has " + std::to_string(modalities) +
                         ". Use the vocab_mod.json that came with the checkpoint.",
                     {}};
    return modalityIds(vocabulary, names);
}

}  // namespace lexicell::models::scgpt
