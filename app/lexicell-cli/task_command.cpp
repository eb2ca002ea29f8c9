#include "app/lexicell-cli/task_command.h"

#include "app/lexicell-cli/option_visitor.h"
#include "app/lexicell-cli/task_files.h"
#include "core/data/result_key.h"

#include <memory>

namespace lexicell::cli {

namespace {

using models::tasks::DatasetChange;
using models::tasks::TaskSpec;

// New or replaced elements. Elements are immutable and shared, so a different pointer is a different value.
void addChanges(Json &keys, data::Slot slot, const data::Dict &before, const data::Dict &after)
{
    for (const auto &[name, element] : after.entries)
        if (before.get(name) != element) keys.push_back(data::toText({slot, name}));
}

Json changedKeys(const data::Dataset &before, const data::Dataset &after)
{
    Json keys = Json::array();
    addChanges(keys, data::Slot::Obs, before.obs.columns, after.obs.columns);
    addChanges(keys, data::Slot::Var, before.var.columns, after.var.columns);
    addChanges(keys, data::Slot::Obsm, before.obsm, after.obsm);
    addChanges(keys, data::Slot::Varm, before.varm, after.varm);
    addChanges(keys, data::Slot::Obsp, before.obsp, after.obsp);
    addChanges(keys, data::Slot::Uns, before.uns, after.uns);
    return keys;
}

Json summarizeChange(const data::Dataset &before, const data::Dataset &after)
{
    Json results{{"n_obs", after.cells()}, {"n_vars", after.genes()}};
    // Filtering replaces every element, so the numbers of removed cells and genes are listed as well.
    if (after.cells() != before.cells() || after.genes() != before.genes()) {
        results["cells_removed"] = before.cells() - after.cells();
        results["genes_removed"] = before.genes() - after.genes();
    }
    results["keys"] = changedKeys(before, after);
    return results;
}

Json summarizeModel(const models::ModelCard &card)
{
    Json results{{"model", card.name}, {"sha256", card.sha256}};
    if (!card.notice.empty()) results["notice"] = card.notice;
    return results;
}

Result<Json> runTask(TaskArguments &arguments, Run &run)
{
    LEXICELL_CHECK(prepareTask(arguments, run));
    LEXICELL_TRY(files, readTaskFiles(arguments, run));
    const models::tasks::Situation now{.dataset = files.dataset(),
                                       .model = files.model ? &files.model->card : nullptr,
                                       .representation = chosen(arguments, "rep")};
    if (const auto why = whyNot(arguments.task, now)) return *why;
    LEXICELL_TRY(input, taskInput(arguments, files, run));
    if (arguments.dryRun) return arguments.task.tryOut(input, arguments.options, run.context);
    LEXICELL_TRY(outcome, arguments.task.run(input, arguments.options, run.context));
    Json results = Json::object();
    if (!arguments.output.empty()) results["output"] = arguments.output.string();
    if (const auto *change = std::get_if<DatasetChange>(&outcome.result))
        results.update(summarizeChange(*input.dataset, change->dataset));
    if (!arguments.entry.empty()) results[entryName(arguments.task)] = arguments.entry.string();
    results.update(outcome.summary);
    if (files.model) results.update(summarizeModel(files.model->card));
    LEXICELL_CHECK(writeTaskResult(arguments, files, outcome, run));
    removeUnfinished(arguments);
    return results;
}

void addTask(CommandLine &line, const TaskSpec &task)
{
    const auto arguments = std::make_shared<TaskArguments>(TaskArguments{.task = task, .options = task.options});
    CLI::App &command = line.add(task.id, task.summary, [arguments](Run &run) { return runTask(*arguments, run); });
    arguments->command = &command;
    OptionVisitor visitor(command, "Options", task.firstArgument);
    const auto options = [&visitor, &task](const Option &option, auto &field) {
        if (task.entryOption != option.name) visitor(option, field);  // that one names a file: addTaskFiles()
    };
    if (!task.firstArgument.empty()) describe(arguments->options, options);  // arguments are parsed in this order
    addTaskFiles(command, *arguments);
    if (task.firstArgument.empty()) describe(arguments->options, options);
    addTaskInputOptions(command, *arguments);
}

}  // namespace

void addTasks(CommandLine &line, const models::tasks::TaskTable &tasks)
{
    for (const TaskSpec &task : tasks.all()) addTask(line, task);
}

}  // namespace lexicell::cli
