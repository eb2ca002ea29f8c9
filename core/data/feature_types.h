// Kinds of measured features: genes, antibodies, peaks of open chromatin. 10x and scanpy name them in var "feature_types", MuData
// by its modalities, and scGPT's multi-omic model by a mark in front of a token.
#pragma once

#include "core/data/dataset.h"

#include <string>
#include <string_view>
#include <vector>

namespace lexicell::data {

enum class Modality { Rna, Protein, Atac };

struct ModalityNames {
    Modality modality;
    const char *name;         // of a MuData modality, as muon writes it
    const char *featureType;  // as Cell Ranger writes it
    const char
        *mark;  // in front of a token. "p_": upstream's multi-omic tutorial of scGPT at commit cebd6fa; "a_": Lexicell's own
};
inline constexpr ModalityNames modalityNames[] = {{Modality::Rna, "rna", "Gene Expression", ""},
                                                  {Modality::Protein, "prot", "Antibody Capture", "p_"},
                                                  {Modality::Atac, "atac", "Peaks", "a_"}};

// The usual spellings of both, in any case: "rna", "gex", "Gene Expression", "prot", "ADT", "Antibody Capture", "atac", "Peaks" …
// Null: another kind (guides, hashtags).
const ModalityNames *modalityNamed(std::string_view text);

inline constexpr const char *featureTypesColumn = "feature_types";  // of var
inline constexpr const char *modalitiesColumn = "modalities";       // of obs: what a cell was measured by, "rna+prot"

// [genes] The kind of every feature by var "feature_types", null for other kinds. Without the column all are genes.
std::vector<const ModalityNames *> modalitiesOf(const Table &var);

}  // namespace lexicell::data
