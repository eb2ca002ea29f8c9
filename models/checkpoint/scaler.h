// The per-gene scaler that Exceiver needs besides its weights: an .npz with arrays `mean` and `scale` (and optionally `genes`)
// or a .csv with the columns gene, mean, scale, in the order of the gene list.
// Error classes: those of npy_reader.h, parse_error, bad_scaler (not finite, scale not positive, wrong length or gene order).
#pragma once

#include "core/base/result.h"
#include "models/checkpoint/bundle.h"

#include <filesystem>
#include <string>
#include <vector>

namespace lexicell::models::checkpoint {

// `genes` by row. A scaler that names its genes is reordered to match them.
Result<Scaler> readScaler(const std::filesystem::path &file, const std::vector<std::string> &genes);

}  // namespace lexicell::models::checkpoint
