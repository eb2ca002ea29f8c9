// Reads from a file's name whether it holds a matrix or a list of genes or cells, and which data set it belongs to.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace lexicell::io {

enum class ListRole { Features, Barcodes, Symbols, Rows, Columns };

// "GSM1_barcodes.tsv.gz": Barcodes of {"gsm1"}.
struct ListName {
    ListRole role = ListRole::Features;
    int rank = 0;                  // 0: the usual name; larger: rarer names
    std::vector<std::string> key;  // the words of the name except the one of its role, in lower case
};
std::optional<ListName> listNameOf(const std::string &file);

// The keys of lists that belong to a matrix of this name: {"gsm1"} and {"gsm1", "counts"} for "GSM1_counts.mtx.gz". Empty: the
// file is not an .mtx.
std::vector<std::vector<std::string>> matrixKeys(const std::string &file);

std::string withoutGz(std::string file);

}  // namespace lexicell::io
