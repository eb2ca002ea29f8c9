// The checkpoint a command reads, and how much of a data set it knows.
#pragma once

#include "app/lexicell-cli/command_line.h"
#include "models/model.h"
#include "models/tasks/embed.h"

namespace lexicell::cli {

// --model, and where its sidecar files are when they do not lie beside it.
void addModel(CLI::App &command, models::ModelSource &model);
// --genes and --scaler alone.
void addSidecars(CLI::App &command, models::ModelSource &model);
Json toJson(const models::tasks::Coverage &coverage);

}  // namespace lexicell::cli
