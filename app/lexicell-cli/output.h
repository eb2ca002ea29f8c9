// Outputs: checked before the work begins, written beside their name, never left half done.
#pragma once

#include "app/lexicell-cli/command_line.h"
#include "core/data/dataset.h"

#include <filesystem>

namespace lexicell::cli {

void addOutputPath(CLI::App &command, std::filesystem::path &output);

// Refuses an output that exists (class output_exists, unless --force) or whose folder cannot be written (not_writable), before
// any work is done for it.
Result<void> checkOutput(const std::filesystem::path &output, const Run &run);

// The same for a folder that the task itself checks and writes beside its name.
void announceFolder(const std::filesystem::path &output);

// gzipLevel 0: uncompressed, as anndata writes by default; 1 … 9: smaller and slower.
Result<void> writeOutput(const data::Dataset &dataset, const std::filesystem::path &output, Run &run, int gzipLevel = 0);

// For a program that is about to be ended: deletes what an unfinished write left beside its name.
void removeUnfinishedOutputs();

}  // namespace lexicell::cli
