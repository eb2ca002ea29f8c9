// Does the first column of a text table name the rows (Entrez ids, numbered cells), or is it a column of values like the others?
#pragma once

#include <string>
#include <vector>

namespace lexicell::io {

// `corner`: its heading; `columns`: the headings behind it; `values`: its fields. The rule, the first that decides: a field
// that is no number is a name; a heading that continues or begins a series (V1, V2, V3) or is a gene or barcode like the others
// heads values; a heading that says what names are below it; numbers that are whole, all different and none of them 0 (or
// running from 0) are names.
bool firstColumnNamesRows(const std::string &corner, const std::vector<std::string> &columns,
                          const std::vector<std::string> &values);

}  // namespace lexicell::io
