// The checkpoint a command reads, and how much of a data set it knows.
#pragma once

#include "app/lexicell-cli/command_line.h"
#include "models/tasks/embed.h"

#include <filesystem>

namespace lexicell::cli {

void addModel(CLI::App &command, std::filesystem::path &model);
Json toJson(const models::tasks::Coverage &coverage);

}  // namespace lexicell::cli
