// Summarizes an h5ad file without reading its matrices: names, shapes and types, in milliseconds for any file size.
// A file that is summarized may still be refused when it is read.
#pragma once

#include "core/io/dataset_summary.h"

#include <filesystem>

namespace lexicell::io {

// Error classes as for readH5ad().
Result<DatasetSummary> describeH5ad(const std::filesystem::path &path);

}  // namespace lexicell::io
