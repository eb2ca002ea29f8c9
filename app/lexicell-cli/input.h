// The data set a command reads, and the options that say how: the same on every command.
#pragma once

#include "app/lexicell-cli/command_line.h"
#include "core/data/dataset.h"
#include "core/io/read_dataset.h"

#include <filesystem>
#include <string>

namespace lexicell::cli {

struct InputOptions {
    std::filesystem::path path;
    io::ReadOptions read;
    std::string layer;  // for commands without an option of this name: only checked
    std::string geneColumn;
};

// The positional INPUT; call first.
void addInputPath(CLI::App &command, InputOptions &input);
// --orientation, --genome, --feature-type, --layer, --gene-column. Call after the command's own options: these have priority.
void addInputOptions(CLI::App &command, InputOptions &input);

// Reads everything. Error classes of io::readDataset, and missing_layer, missing_column.
Result<data::Dataset> readInput(const InputOptions &input, Run &run);

// Adds the input's SHA-256 to the provenance of the steps that made `after` from `before`. Call before the output is written,
// because the output may be the same file.
Result<void> recordInput(const InputOptions &input, const data::Dataset &before, data::Dataset &after, Run &run);

}  // namespace lexicell::cli
