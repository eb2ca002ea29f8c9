// SHA-256 of a file or of bytes, as lower-case hex: the identity of data sets and checkpoints in provenance records.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace lexicell::files {

std::string sha256(std::string_view bytes);
Result<std::string> sha256File(const std::filesystem::path &path, JobContext &context);

}  // namespace lexicell::files
