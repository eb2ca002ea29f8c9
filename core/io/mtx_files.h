// Which files of a folder make up a Matrix Market data set.
#pragma once

#include <filesystem>
#include <optional>

namespace lexicell::io {

struct MtxFiles {
    std::filesystem::path matrix, features, barcodes;
};

// Throws Failure: missing_element (says what was looked for and what the folder holds instead), choice_needed (several).
MtxFiles findMtxFiles(const std::filesystem::path &folder);

// The lists whose names go with this matrix ("GSM1_matrix.mtx": "GSM1_features.tsv.gz", "GSM1_barcodes.tsv").
std::optional<MtxFiles> listsBeside(const std::filesystem::path &matrix);

}  // namespace lexicell::io
