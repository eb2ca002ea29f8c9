// The choices when a file is opened: which matrix of a data set becomes X, and which column of var names the genes.
#pragma once

#include "core/base/result.h"
#include "core/data/dataset.h"

#include <string>
#include <vector>

namespace lexicell::io {

// Where the former X goes.
enum class FormerX { Dropped, Kept };

// Makes `layer` X ("raw" for raw.X; "" or "X" changes nothing). Kept: the former X stays as layers["former_X"], or as raw if
// raw has other genes than X. Layers whose genes differ from the new X are left out and returned by name. Error: missing_layer.
Result<std::vector<std::string>> chooseMatrix(data::Dataset &dataset, const std::string &layer, FormerX former);

// Names the genes by a text column of var; the former index stays as a column. "" changes nothing. Error class missing_column.
Result<void> chooseGeneNames(data::Dataset &dataset, const std::string &column);

}  // namespace lexicell::io
