// The names of a data set's genes, from the column of var that the user chose.
#pragma once

#include "core/base/result.h"
#include "core/data/dataset.h"

#include <string>
#include <vector>

namespace lexicell::genes {

// The names in var column `column` ("": the index). Error class missing_column.
Result<std::vector<std::string>> geneNames(const data::Dataset &dataset, const std::string &column);

}  // namespace lexicell::genes
