// Which matrix of a data set is X, and which column of var names the genes: what a person chooses who opens a file.
#pragma once

#include "core/base/result.h"
#include "core/data/dataset.h"

#include <string>
#include <vector>

namespace lexicell::data {

// What becomes of the matrix that was X.
enum class FormerX { Dropped, Kept };

// Makes `layer` ("raw" for raw.X, "" or "X": nothing to do) X. Kept: the former X stays as layers["former_X"], or as raw where
// raw has genes of its own. Layers of other genes than X's are left out; their names are returned. Error class missing_layer.
Result<std::vector<std::string>> chooseMatrix(Dataset &dataset, const std::string &layer, FormerX former);

// Names the genes after a text column of var; the former index stays as a column. "": nothing to do. Error class missing_column.
Result<void> chooseGeneNames(Dataset &dataset, const std::string &column);

// The names in var column `column` ("": the index). Error class missing_column.
Result<std::vector<std::string>> geneNames(const Dataset &dataset, const std::string &column);

}  // namespace lexicell::data
