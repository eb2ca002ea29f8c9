// A command for every task of the table: its options, its help, its inputs and outputs follow from the TaskSpec.
#pragma once

#include "app/lexicell-cli/command_line.h"
#include "models/tasks/registry.h"

namespace lexicell::cli {

// The table must live as long as the command line.
void addTasks(CommandLine &line, const models::tasks::TaskTable &tasks);

}  // namespace lexicell::cli
