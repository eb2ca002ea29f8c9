#include "core/data/feature_types.h"

#include <algorithm>
#include <array>
#include <utility>

namespace lexicell::data {

namespace {

using Spelling = std::pair<std::string_view, Modality>;

constexpr std::array<Spelling, 21> spellings{{
    {"rna", Modality::Rna},
    {"gex", Modality::Rna},
    {"gene", Modality::Rna},
    {"genes", Modality::Rna},
    {"gene expression", Modality::Rna},
    {"transcriptome", Modality::Rna},
    {"prot", Modality::Protein},
    {"protein", Modality::Protein},
    {"proteins", Modality::Protein},
    {"protein expression", Modality::Protein},
    {"adt", Modality::Protein},
    {"ab", Modality::Protein},
    {"antibody", Modality::Protein},
    {"antibody capture", Modality::Protein},
    {"cite", Modality::Protein},
    {"atac", Modality::Atac},
    {"peak", Modality::Atac},
    {"peaks", Modality::Atac},
    {"chromatin accessibility", Modality::Atac},
    {"atac-seq", Modality::Atac},
    {"scatac", Modality::Atac},
}};

std::string inLowerCase(std::string_view text)
{
    std::string lower(text);
    for (char &c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return lower;
}

}  // namespace

const ModalityNames *modalityNamed(std::string_view text)
{
    const std::string lower = inLowerCase(text);
    const auto found = std::find_if(spellings.begin(), spellings.end(), [&](const Spelling &s) { return s.first == lower; });
    if (found == spellings.end()) return nullptr;
    return std::find_if(std::begin(modalityNames), std::end(modalityNames),
                        [&](const ModalityNames &names) { return names.modality == found->second; });
}

std::vector<const ModalityNames *> modalitiesOf(const Table &var)
{
    const auto genes = static_cast<std::size_t>(var.rows());
    const Element *column = var.columns.find(featureTypesColumn);
    if (const auto *text = column ? column->as<StringArray>() : nullptr; text && text->values.size() == genes) {
        std::vector<const ModalityNames *> kinds;
        kinds.reserve(genes);
        for (std::size_t i = 0; i < genes; ++i) {  // neighbors are of one kind nearly always
            const bool same = i > 0 && text->values[i] == text->values[i - 1];
            kinds.push_back(same ? kinds.back() : modalityNamed(text->values[i]));
        }
        return kinds;
    }
    if (const auto *categorical = column ? column->as<Categorical>() : nullptr; categorical) {
        std::vector<const ModalityNames *> byCode;
        for (const std::string &name : categorical->categoryNames()) byCode.push_back(modalityNamed(name));
        std::vector<const ModalityNames *> kinds;
        kinds.reserve(genes);
        for (const std::int32_t code : categorical->codes)
            kinds.push_back(code < 0 ? nullptr : byCode[static_cast<std::size_t>(code)]);
        return kinds;
    }
    return std::vector<const ModalityNames *>(genes, &modalityNames[0]);
}

}  // namespace lexicell::data
