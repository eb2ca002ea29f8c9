// Decides whether the first column of a text table names the rows (Entrez ids, numbered cells) or holds values.
#pragma once

#include <string>
#include <vector>

namespace lexicell::io {

// `corner`: its heading; `columns`: the other headings; `values`: its fields. The first rule that decides: a field
// that is not a number is a name; a heading that continues or begins a series (V1, V2, V3), or is a gene or barcode like the
// others, is above values; some headings announce names; numbers that are whole, all different and none of them 0 (or
// that count from 0) are names.
bool firstColumnNamesRows(const std::string &corner, const std::vector<std::string> &columns,
                          const std::vector<std::string> &values);

}  // namespace lexicell::io
