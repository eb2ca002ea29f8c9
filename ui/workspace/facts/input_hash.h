// The SHA-256 of the file that is open, for the record of every result, as the command line writes it. Computed once for a file
// as it is on the disk, on the worker that asks first.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"

#include <filesystem>
#include <string>

namespace lexicell::ui {

// Error classes: those of io::hashDataset().
Result<std::string> inputHash(const std::filesystem::path &path, JobContext &context);

}  // namespace lexicell::ui
