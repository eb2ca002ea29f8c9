// Outputs: checked before the work begins. A file is written under a temporary name and then renamed, so it is never partial.
#pragma once

#include "app/lexicell-cli/command_line.h"
#include "core/data/dataset.h"

#include <filesystem>

namespace lexicell::cli {

void addOutputPath(CLI::App &command, std::filesystem::path &output);

// Refuses an output that exists (class output_exists, unless --force), one that is no regular file (not_a_file, --force or
// not: a folder, a device, a pipe, a socket, or a link to one) and one whose folder cannot be written (not_writable), before
// any work is done for it. A link to a regular file stays; the file that it points to is replaced.
Result<void> checkOutput(const std::filesystem::path &output, const Run &run);

// gzipLevel 0: uncompressed, as anndata writes by default; 1 … 9: smaller and slower.
Result<void> writeOutput(const data::Dataset &dataset, const std::filesystem::path &output, Run &run, int gzipLevel = 0);

}  // namespace lexicell::cli
