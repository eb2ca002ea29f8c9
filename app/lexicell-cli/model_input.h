// The checkpoint a command reads, and its sidecar files.
#pragma once

#include "app/lexicell-cli/command_line.h"
#include "models/contracts/model.h"

namespace lexicell::cli {

// --model, and the options for sidecar files that are not beside it.
void addModel(CLI::App &command, models::ModelSource &model, bool required);
// Only --gene-list and --scaler.
void addSidecars(CLI::App &command, models::ModelSource &model);

}  // namespace lexicell::cli
