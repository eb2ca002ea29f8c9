#include "core/io/mtx/mtx_names.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace lexicell::io {

namespace {

using Words = std::vector<std::string>;

struct RoleWords {
    ListRole role;
    int rank;
    std::array<std::string_view, 2> words;  // consecutive words; the second may be empty
};
// Longer names first: "gene_names" is not "names" of a "gene".
constexpr std::array roles{
    RoleWords{ListRole::Symbols, 0, {"genes", "names"}},  RoleWords{ListRole::Features, 2, {"gene", "names"}},
    RoleWords{ListRole::Features, 2, {"gene", "ids"}},    RoleWords{ListRole::Features, 2, {"all", "genes"}},
    RoleWords{ListRole::Features, 3, {"var", "names"}},   RoleWords{ListRole::Features, 3, {"gene", "metadata"}},
    RoleWords{ListRole::Barcodes, 2, {"cell", "names"}},  RoleWords{ListRole::Barcodes, 2, {"cell", "ids"}},
    RoleWords{ListRole::Barcodes, 3, {"obs", "names"}},   RoleWords{ListRole::Barcodes, 3, {"cell", "metadata"}},
    RoleWords{ListRole::Rows, 0, {"row", "names"}},       RoleWords{ListRole::Columns, 0, {"col", "names"}},
    RoleWords{ListRole::Columns, 0, {"column", "names"}}, RoleWords{ListRole::Features, 0, {"features", ""}},
    RoleWords{ListRole::Features, 0, {"genes", ""}},      RoleWords{ListRole::Features, 1, {"feature", ""}},
    RoleWords{ListRole::Features, 1, {"gene", ""}},       RoleWords{ListRole::Features, 2, {"genenames", ""}},
    RoleWords{ListRole::Barcodes, 0, {"barcodes", ""}},   RoleWords{ListRole::Barcodes, 0, {"cells", ""}},
    RoleWords{ListRole::Barcodes, 1, {"barcode", ""}},    RoleWords{ListRole::Barcodes, 1, {"cell", ""}},
    RoleWords{ListRole::Barcodes, 2, {"cellnames", ""}},  RoleWords{ListRole::Barcodes, 2, {"cellids", ""}},
    RoleWords{ListRole::Rows, 0, {"rows", ""}},           RoleWords{ListRole::Rows, 0, {"rownames", ""}},
    RoleWords{ListRole::Columns, 0, {"cols", ""}},        RoleWords{ListRole::Columns, 0, {"columns", ""}},
    RoleWords{ListRole::Columns, 0, {"colnames", ""}}};

constexpr std::array matrixWords{"matrix", "counts", "count",      "mtx",        "mat", "dge",
                                 "umi",    "umis",   "expression", "exprmatrix", "data"};

std::string lowered(std::string text)
{
    for (char &c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

Words wordsOf(const std::string &name)
{
    Words words;
    std::string word;
    for (const char c : lowered(name) + ".") {
        if (c != '.' && c != '_' && c != '-' && c != ' ') word += c;
        else if (!word.empty()) words.push_back(std::exchange(word, {}));
    }
    return words;
}

std::size_t lengthOf(const RoleWords &role) { return role.words[1].empty() ? 1 : 2; }

bool standsAt(const RoleWords &role, const Words &words, std::size_t at)
{
    return at + lengthOf(role) <= words.size() && words[at] == role.words[0] &&
           (role.words[1].empty() || words[at + 1] == role.words[1]);
}

}  // namespace

std::string withoutGz(std::string file)
{
    if (file.ends_with(".gz")) file.resize(file.size() - 3);
    return file;
}

std::optional<ListName> listNameOf(const std::string &file)
{
    std::string name = withoutGz(lowered(file));
    const auto ends = [&](std::string_view ending) { return name.ends_with(ending); };
    if (!ends(".tsv") && !ends(".txt") && !ends(".csv")) return std::nullopt;
    name.resize(name.size() - 4);
    const Words words = wordsOf(name);
    // The last known word gives the role: "cells_x_genes.barcodes".
    for (std::size_t at = words.size(); at-- > 0;)
        for (const RoleWords &role : roles) {
            // in "genes.names" the second word is found first
            const std::size_t begin = at + 1 >= lengthOf(role) ? at + 1 - lengthOf(role) : words.size();
            if (!standsAt(role, words, begin)) continue;
            ListName list{role.role, role.rank, words};
            const auto first = list.key.begin() + static_cast<std::ptrdiff_t>(begin);
            list.key.erase(first, first + static_cast<std::ptrdiff_t>(lengthOf(role)));
            return list;
        }
    return std::nullopt;
}

std::vector<Words> matrixKeys(const std::string &file)
{
    std::string name = withoutGz(lowered(file));
    if (!name.ends_with(".mtx")) return {};
    name.resize(name.size() - 4);
    const Words words = wordsOf(name);
    std::vector<Words> keys;
    for (std::size_t at = words.size(); at-- > 0;) {
        if (std::find(matrixWords.begin(), matrixWords.end(), words[at]) == matrixWords.end()) continue;
        keys.push_back(words);
        keys.back().erase(keys.back().begin() + static_cast<std::ptrdiff_t>(at));
        break;
    }
    keys.push_back(words);
    return keys;
}

}  // namespace lexicell::io
