// Are the rows of a text table cells or genes?
#pragma once

#include <string>
#include <vector>

namespace lexicell::io {

enum class Orientation { CellsInRows, GenesInRows, Unknown };

// The rule, the first that decides: names with a run of eight or more bases are barcodes of cells; the name of the first
// column ("gene", "barcode"); the side with more names that the human or mouse gene table knows.
Orientation guessOrientation(const std::vector<std::string> &rowNames, const std::vector<std::string> &columnNames,
                             const std::string &corner);

}  // namespace lexicell::io
