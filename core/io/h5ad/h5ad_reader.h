// Reads AnnData's h5ad files: the current encodings (0.8 and later) and the layouts of 0.6 and 0.7.
#pragma once

#include "core/io/read_dataset.h"

namespace lexicell::io {

Result<data::Dataset> readH5ad(const std::filesystem::path &path, const ReadOptions &options, JobContext &context);

}  // namespace lexicell::io
