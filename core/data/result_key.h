// The place of a result in a data set: a slot of AnnData and the key in it. As text "obsm/X_umap", which files, provenance
// records and warnings hold. Programs compare the value, never the text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lexicell::data {

enum class Slot { Obs, Var, Obsm, Varm, Obsp, Varp, Layers, Uns };

struct ResultKey {
    Slot slot = Slot::Obsm;
    std::string name;  // as AnnData has it: "X_umap"; may contain '/'
    bool operator==(const ResultKey &) const = default;
};

std::string toText(const ResultKey &key);
std::optional<ResultKey> parseResultKey(std::string_view text);  // none: no such slot, or no name

}  // namespace lexicell::data
