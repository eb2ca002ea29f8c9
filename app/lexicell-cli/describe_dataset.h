// `info` of a data set.
#pragma once

#include "app/lexicell-cli/input.h"

namespace lexicell::cli {

// Its format, sizes and names, as the command prints them; an h5ad's matrix is not read.
Result<Json> describeDataset(const InputOptions &input, Run &run);

}  // namespace lexicell::cli
