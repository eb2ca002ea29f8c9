// Writes a Dataset as h5ad: modern encodings, sorted indices, no links, no plug-in filters, no object times. The file is written
// beside its name and renamed when complete, so a full disk or a crash never leaves half a file.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/dataset.h"

#include <filesystem>

namespace lexicell::io {

struct WriteOptions {
    bool overwrite = false;  // false: error class `output_exists` (kind Usage) when the file is there
    int gzipLevel = 0;       // 0: uncompressed, as anndata writes by default; 1..9: smaller and slower
};

// Error class `disk_full` (kind Resource) when the disk is full; an existing file stays unchanged.
Result<void> writeH5ad(const data::Dataset &dataset, const std::filesystem::path &path, const WriteOptions &options,
                       JobContext &context);

}  // namespace lexicell::io
