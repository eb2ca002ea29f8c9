// The identity of a data set on disk, for the record of how a result was made.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"

#include <filesystem>
#include <string>

namespace lexicell::io {

// SHA-256 of the file. For a folder with matrix.mtx, or a list of such a data set: of the lines "name sha256" of its files
// (matrix, features, barcodes; kallisto's symbols). Reads all files once. Error classes: not_found, missing_element,
// choice_needed, Cancelled.
Result<std::string> hashDataset(const std::filesystem::path &path, JobContext &context);

}  // namespace lexicell::io
