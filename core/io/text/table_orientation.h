// Decides whether the rows of a text table are cells or genes.
#pragma once

#include <string>
#include <vector>

namespace lexicell::io {

enum class Orientation { CellsInRows, GenesInRows, Unknown };

// The first rule that decides: names with a run of eight or more bases are barcodes of cells; the name of the first
// column ("gene", "barcode"); the side with more names that the human or mouse gene table knows.
Orientation guessOrientation(const std::vector<std::string> &rowNames, const std::vector<std::string> &columnNames,
                             const std::string &corner);

// A run of eight or more bases: inDrop's halves are the shortest barcodes in use.
bool looksLikeBarcode(const std::string &name);
// The share of names, or of a sample of them, that the human or the mouse gene table knows, whichever knows more.
double shareOfGenes(const std::vector<std::string> &names);
double shareOfBarcodes(const std::vector<std::string> &names);

}  // namespace lexicell::io
