// What the command of a task reads and writes: data sets, checkpoints, the --config file; h5ad, CSV, folders.
#pragma once

#include "app/lexicell-cli/input.h"
#include "models/contracts/model.h"
#include "models/tasks/task.h"

#include <filesystem>
#include <optional>
#include <vector>

namespace lexicell::cli {

struct TaskArguments {
    const models::tasks::TaskSpec &task;
    OptionValues options;
    InputOptions input = {};                        // one data set; of several: how each is read
    std::vector<std::filesystem::path> paths = {};  // Reads::Datasets: the data sets, then the output
    std::filesystem::path output = {};
    std::filesystem::path entry = {};   // of a task with a TaskSpec::entry: the data set with it; empty: not written
    models::ModelSource model = "";     // to open; Reads::Checkpoint: to read
    std::filesystem::path config = {};  // JSON file with options
    std::filesystem::path resume = {};  // file of an interrupted run; empty: the run begins anew
    std::string shardText = {};         // "2/5"; empty: the whole run
    models::input::Shard shard = {};    // the same, read by prepareTask()
    bool dryRun = false;                // say what the run would take, and write nothing
    const CLI::App *command = nullptr;

    bool reads(models::tasks::Reads what) const { return task.reads == what; }
    bool writes(models::tasks::Writes what) const { return task.writes == what; }
};

// The inputs of one run, kept alive while it lasts.
struct TaskFiles {
    std::vector<data::Dataset> datasets;
    std::optional<models::LoadedModel> model;

    const data::Dataset *dataset() const { return datasets.empty() ? nullptr : &datasets.front(); }
};

// Positional arguments and the options that say how the inputs are read.
void addTaskFiles(CLI::App &command, TaskArguments &arguments);
void addTaskInputOptions(CLI::App &command, TaskArguments &arguments);

// Before any work: the output's place, and options from the --config file and the global seed.
// Error classes: those of checkPlace(), optionsFromJson() and shardOf(); usage, not_found, output_is_input.
Result<void> prepareTask(TaskArguments &arguments, Run &run);

Result<TaskFiles> readTaskFiles(const TaskArguments &arguments, Run &run);
// What the task gets to see.
Result<models::tasks::TaskInput> taskInput(const TaskArguments &arguments, const TaskFiles &files, Run &run);
// With its provenance: in uns of a data set, beside a CSV file. A folder was written by the task itself.
Result<void> writeTaskResult(const TaskArguments &arguments, const TaskFiles &files, models::tasks::TaskOutcome &outcome,
                             Run &run);

// The option that names the file of TaskArguments::entry: "h5ad", or the task's own.
std::string entryName(const models::tasks::TaskSpec &task);
// Where a task with `keepsUnfinished` keeps what it has computed: OUT.csv.partial. Empty for other tasks.
std::filesystem::path unfinishedOf(const TaskArguments &arguments);
// After the result was written.
void removeUnfinished(const TaskArguments &arguments);

// The value of an option by its name; empty: the task has no such option, or nothing was chosen.
std::string chosen(const TaskArguments &arguments, const char *name);

}  // namespace lexicell::cli
