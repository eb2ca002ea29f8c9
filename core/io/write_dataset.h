// Writes a data set in the format that the file's name says: MuData for ".h5mu", else h5ad.
#pragma once

#include "core/io/h5ad/h5ad_writer.h"

namespace lexicell::io {

// Error classes as for writeH5ad().
Result<void> writeDataset(const data::Dataset &dataset, const std::filesystem::path &path, const WriteOptions &options,
                          JobContext &context);

}  // namespace lexicell::io
