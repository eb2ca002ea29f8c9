#include "app/lexicell-cli/task_command.h"

#include "app/lexicell-cli/input.h"
#include "app/lexicell-cli/model_input.h"
#include "app/lexicell-cli/option_visitor.h"
#include "app/lexicell-cli/output.h"
#include "core/base/option_json.h"
#include "core/base/provenance.h"
#include "core/files/atomic_file.h"
#include "models/contracts/model.h"
#include "models/families/open_model.h"
#include "models/tasks/result_files.h"

#include <memory>
#include <optional>

namespace lexicell::cli {

namespace fs = std::filesystem;

namespace {

using models::tasks::DatasetChange;
using models::tasks::ModelUse;
using models::tasks::TaskInput;
using models::tasks::TaskOutcome;
using models::tasks::TaskSpec;

struct Arguments {
    const TaskSpec &task;
    InputOptions input;
    fs::path output;
    models::ModelSource model = "";
    OptionValues options;

    bool writesTable() const { return !task.output.empty(); }
};

// New or replaced elements, as "obsm/X_umap". Elements are immutable and shared, so a different pointer is a different value.
void addChanges(Json &keys, const std::string &part, const data::Dict &before, const data::Dict &after)
{
    for (const auto &[name, element] : after.entries)
        if (before.get(name) != element) keys.push_back(part + "/" + name);
}

Json changedKeys(const data::Dataset &before, const data::Dataset &after)
{
    Json keys = Json::array();
    addChanges(keys, "obs", before.obs.columns, after.obs.columns);
    addChanges(keys, "var", before.var.columns, after.var.columns);
    addChanges(keys, "obsm", before.obsm, after.obsm);
    addChanges(keys, "varm", before.varm, after.varm);
    addChanges(keys, "obsp", before.obsp, after.obsp);
    addChanges(keys, "uns", before.uns, after.uns);
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

// A table does not hold the data set, so it must never replace the input.
Result<void> checkTable(const Arguments &arguments)
{
    std::error_code error;
    if (arguments.writesTable() && fs::equivalent(arguments.input.path, arguments.output, error) && !error)
        return Error{errors::outputIsInput,
                     arguments.output.string() + " is the data set that is read. Choose another name for the output."};
    return {};
}

// Empty: the task has no such option, or nothing was chosen.
std::string chosen(OptionValues options, const char *name) { return valueOf(optionsToText(std::move(options)), name); }

Result<std::optional<models::LoadedModel>> openModelOf(const Arguments &arguments, Run &run)
{
    if (arguments.model.path.empty()) return std::optional<models::LoadedModel>();
    const std::string precision = chosen(arguments.options, "precision");
    const models::ComputeOptions compute{run.globals.device, precision.empty() ? "fp32" : precision, run.globals.threads};
    LEXICELL_TRY(model, models::openModel(arguments.model, compute, run.context));
    return std::optional<models::LoadedModel>(std::move(model));
}

Result<void> writeResult(const Arguments &arguments, const data::Dataset &before, TaskOutcome &outcome, Run &run)
{
    auto *change = std::get_if<DatasetChange>(&outcome.result);
    if (!change) return files::writeTextFile(arguments.output, models::tasks::resultCsv(outcome.result));
    LEXICELL_CHECK(recordInput(arguments.input, before, change->dataset, run));
    return writeOutput(change->dataset, arguments.output, run);
}

Result<Json> runTask(Arguments &arguments, Run &run)
{
    LEXICELL_CHECK(checkOutput(arguments.output, run));
    LEXICELL_CHECK(checkTable(arguments));
    if (std::int64_t *seed = arguments.options.seed()) *seed = run.globals.seed;
    if (arguments.task.check) LEXICELL_CHECK(arguments.task.check(arguments.options));
    run.stage(0.0, 0.08);
    LEXICELL_TRY(dataset, readInput(arguments.input, run));
    run.stage(0.08, 0.12);
    LEXICELL_TRY(model, openModelOf(arguments, run));
    const models::tasks::Situation now{
        .dataset = &dataset, .model = model ? &model->card : nullptr, .representation = chosen(arguments.options, "rep")};
    if (const auto why = whyNot(arguments.task, now)) return *why;
    run.stage(0.12, 0.93, dataset.cells(), "cells");
    const TaskInput input{.dataset = &dataset, .model = model ? &*model : nullptr, .replace = run.globals.force};
    LEXICELL_TRY(outcome, arguments.task.run(input, arguments.options, run.context));
    run.stage(0.93, 1.0);
    Json results{{"output", arguments.output.string()}};
    if (const auto *change = std::get_if<DatasetChange>(&outcome.result))
        results.update(summarizeChange(dataset, change->dataset));
    results.update(outcome.summary);
    if (model) results.update(summarizeModel(model->card));
    LEXICELL_CHECK(writeResult(arguments, dataset, outcome, run));
    return results;
}

void addOutput(CLI::App &command, Arguments &arguments)
{
    if (!arguments.writesTable()) return addOutputPath(command, arguments.output);
    command.add_option("output", arguments.output, arguments.task.output)->required()->type_name("OUT.csv");
}

void addTask(CommandLine &line, const TaskSpec &task)
{
    const auto arguments = std::make_shared<Arguments>(Arguments{task, {}, {}, "", task.options});
    CLI::App &command = line.add(task.id, task.summary, [arguments](Run &run) { return runTask(*arguments, run); });
    addInputPath(command, arguments->input);
    addOutput(command, *arguments);
    if (task.model != ModelUse::None) addModel(command, arguments->model, task.model == ModelUse::Required);
    describe(arguments->options, OptionVisitor(command));
    addInputOptions(command, arguments->input);
}

}  // namespace

void addTasks(CommandLine &line, const models::tasks::TaskTable &tasks)
{
    for (const TaskSpec &task : tasks.all()) addTask(line, task);
}

}  // namespace lexicell::cli
