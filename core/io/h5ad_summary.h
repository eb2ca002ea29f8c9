// What an h5ad file holds, without reading its matrices: names, shapes and types, in milliseconds whatever the file's size.
// A file that is summarised may still be refused when it is read.
#pragma once

#include "core/io/dataset_summary.h"

#include <filesystem>

namespace lexicell::io {

// Error classes as for readH5ad().
Result<DatasetSummary> describeH5ad(const std::filesystem::path &path);

}  // namespace lexicell::io
