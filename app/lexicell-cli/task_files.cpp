#include "app/lexicell-cli/task_files.h"

#include "app/lexicell-cli/model_input.h"
#include "app/lexicell-cli/output.h"
#include "core/base/option_json.h"
#include "core/io/dataset_hash.h"
#include "models/families/open_model.h"
#include "models/tasks/output_place.h"
#include "models/tasks/result_files.h"

#include <fstream>
#include <iterator>

namespace lexicell::cli {

namespace fs = std::filesystem;

using namespace models::tasks;

namespace {

// Shares of the progress bar: the end of reading, the end of the work.
struct Shares {
    double read, work;
};

Shares sharesOf(const TaskArguments &arguments)
{
    if (arguments.writes(Writes::Folder)) return {0.05, 1.0};
    if (!arguments.writes(Writes::Dataset)) return {0.12, 0.93};
    return arguments.reads(Reads::Nothing) ? Shares{0.0, 0.8} : Shares{0.6, 0.65};
}

// A CSV file does not hold the data set, so it must never replace the input.
Result<void> checkTable(const TaskArguments &arguments)
{
    std::error_code error;
    const std::string &first = arguments.task.firstArgument;
    const fs::path list = first.empty() ? std::string() : chosen(arguments, first.c_str());
    for (const fs::path &output : {arguments.output, recordBeside(arguments.output)})
        for (const fs::path &input : {arguments.input.path, list})
            if (fs::equivalent(input, output, error) && !error)
                return Error{errors::outputIsInput, output.string() + " is read. Choose another name for the output."};
    return {};
}

// The data set that a table's entry is written to.
Result<void> checkEntry(const TaskArguments &arguments, const Run &run)
{
    if (arguments.entry.empty()) return {};
    std::error_code error;
    for (const fs::path &taken : {arguments.output, recordBeside(arguments.output)})
        if (fs::weakly_canonical(arguments.entry, error) == fs::weakly_canonical(taken, error))
            return Error{errors::usage,
                         arguments.entry.string() + " is named for the table and for the data set. Choose two names."};
    return checkOutput(arguments.entry, run);
}

// A task whose entry costs more work makes it only if a file was named.
void askForEntry(TaskArguments &arguments)
{
    describe(arguments.options, [&arguments](const Option &option, auto &field) {
        if constexpr (std::is_same_v<std::decay_t<decltype(field)>, bool>)
            if (arguments.task.entryOption == option.name) field = !arguments.entry.empty();
    });
}

Result<void> writeEntry(const TaskArguments &arguments, const TaskFiles &files, TaskOutcome &outcome, Run &run)
{
    if (arguments.entry.empty() || !outcome.entry) return {};
    LEXICELL_CHECK(recordInput(arguments.input, *files.dataset(), outcome.entry->dataset, run));
    return writeOutput(outcome.entry->dataset, arguments.entry, run);
}

// The file sets the options that the command line does not set.
Result<void> readConfig(TaskArguments &arguments)
{
    if (arguments.config.empty()) return {};
    std::ifstream file(arguments.config);
    if (!file)
        return Error{
            errors::notFound, "Cannot open " + arguments.config.string() + ". Check that it exists and can be read.", {}};
    OptionReader reader(std::string(std::istreambuf_iterator<char>(file), {}));
    for (const CLI::Option *option : arguments.command->get_options())
        if (option->count() > 0) reader.keep(option->get_single_name());
    describe(arguments.options, reader);
    auto status = reader.finish();
    if (status.ok()) return {};
    Error error = status.error();
    error.message = arguments.config.string() + ": " + error.message;
    return error;
}

// What an interrupted run has left is hours of work, so it is replaced only when asked to.
Result<void> checkUnfinished(const TaskArguments &arguments, const Run &run)
{
    const fs::path unfinished = unfinishedOf(arguments);
    std::error_code error;
    if (unfinished.empty() || run.globals.force || !arguments.resume.empty() || !fs::exists(unfinished, error)) return {};
    return Error{errors::outputExists,
                 unfinished.string() + " is left of an interrupted run. Go on from it, or allow replacing it.",
                 {},
                 {{"resume", {unfinished.string()}}, {"force"}}};
}

// Several paths: the last one is the output.
Result<void> splitPaths(TaskArguments &arguments)
{
    if (!arguments.reads(Reads::Datasets)) return {};
    if (arguments.paths.size() < 2)
        return Error{errors::usage,
                     "Name one data set or more, and last the output. See lexicell-cli " + arguments.task.id + " --help."};
    arguments.output = arguments.paths.back();
    arguments.paths.pop_back();
    return {};
}

std::vector<fs::path> datasetPaths(const TaskArguments &arguments)
{
    if (arguments.reads(Reads::Dataset)) return {arguments.input.path};
    return arguments.reads(Reads::Datasets) ? arguments.paths : std::vector<fs::path>();
}

Result<std::optional<models::LoadedModel>> openModelOf(const TaskArguments &arguments, Run &run)
{
    if (arguments.task.model == ModelUse::None || arguments.model.path.empty()) return std::optional<models::LoadedModel>();
    // That of a training is the new network's own; the checkpoint is compared with in fp32.
    const bool trains = arguments.task.group == models::tasks::TaskGroup::Train;
    const std::string precision = trains ? "" : chosen(arguments, "precision");
    const models::ComputeOptions compute{run.globals.device, precision.empty() ? "fp32" : precision, run.globals.threads};
    LEXICELL_TRY(model, models::openModel(arguments.model, compute, run.context));
    return std::optional<models::LoadedModel>(std::move(model));
}

Result<RecordInputs> hashedInputs(const TaskArguments &arguments, Run &run)
{
    std::vector<std::string> hashes;
    for (const fs::path &path : datasetPaths(arguments)) {
        LEXICELL_TRY(hash, io::hashDataset(path, run.context));
        hashes.push_back(std::move(hash));
    }
    return fileInputs(hashes);
}

// Without an output only the further files (TaskSpec::outputOptional).
Result<files::PendingFiles> pendingCsv(const TaskArguments &arguments, const TaskFiles &files, const TaskOutcome &outcome,
                                       Run &run)
{
    for (const TextFile &further : outcome.files) {
        LEXICELL_CHECK(checkNotRead(further.path, {arguments.input.path}));
        if (further.path.extension() == ".pdf")
            return Error{errors::unsupportedFormat, further.path.string() +
                                                        ": the command line writes this page as HTML, the window also as PDF. "
                                                        "Name a file that ends in .html."};
    }
    if (arguments.output.empty()) return pendingFiles(outcome.files);
    LEXICELL_TRY(inputs, hashedInputs(arguments, run));
    if (files.model) inputs.emplace_back("model", files.model->card.sha256);
    return pendingResult(outcome.result, recordOf(arguments.task.id, arguments.options, std::move(inputs)), arguments.output,
                         run.globals.force, outcome.files);
}

}  // namespace

std::string entryName(const TaskSpec &task) { return task.entryOption.empty() ? "h5ad" : task.entryOption; }
fs::path unfinishedOf(const TaskArguments &arguments)
{
    if (!arguments.task.keepsUnfinished) return {};
    fs::path file = arguments.output;
    return file += ".partial";
}

void removeUnfinished(const TaskArguments &arguments)
{
    std::error_code ignored;
    if (const fs::path file = unfinishedOf(arguments); !file.empty()) fs::remove(file, ignored);
}

std::string chosen(const TaskArguments &arguments, const char *name) { return valueOf(optionsToText(arguments.options), name); }

void addTaskFiles(CLI::App &command, TaskArguments &arguments)
{
    const std::string &output = arguments.task.output;
    if (arguments.reads(Reads::Dataset)) addInputPath(command, arguments.input);
    if (arguments.reads(Reads::Checkpoint))
        command.add_option("model", arguments.model.path, "Checkpoint: its folder or file.")->required()->type_name("MODEL");
    if (arguments.reads(Reads::Datasets)) {
        command.add_option("paths", arguments.paths, "Data sets, and last the output. " + output)
            ->required()
            ->type_name(arguments.writes(Writes::Folder) ? "INPUT… OUTDIR" : "INPUT… OUT.h5ad");
        if (arguments.writes(Writes::Folder))
            command.add_option("--config", arguments.config, "JSON file with options; the command line has priority.")
                ->type_name("FILE");
    } else if (arguments.writes(Writes::Csv) || arguments.writes(Writes::Folder)) {
        command.add_option("output", arguments.output, output)
            ->required(!arguments.task.outputOptional)
            ->type_name(arguments.writes(Writes::Csv) ? "OUT.csv" : "OUT");
        if (!arguments.task.entry.empty())
            command
                .add_option("--" + entryName(arguments.task), arguments.entry,
                            "Also write the data set with " + arguments.task.entry + " to this file.")
                ->type_name("OUT.h5ad");
    } else {
        addOutputPath(command, arguments.output);
        if (arguments.reads(Reads::Nothing)) command.get_option("output")->description("The .h5ad file to write.");
    }
    if (arguments.task.tryOut)
        command.add_flag("--dry-run", arguments.dryRun, "Say how long the run would take, and write nothing.");
    if (arguments.task.shards)
        command
            .add_option("--shard", arguments.shardText,
                        "Compute only share I of N, for one of several machines: OUT then holds the cells of this share without "
                        "their matrix. See merge.")
            ->type_name("I/N");
    if (arguments.task.keepsUnfinished)
        command
            .add_option("--resume", arguments.resume,
                        "Go on from this file of an interrupted run (OUT.csv.partial), with the same inputs and options.")
            ->type_name("FILE");
    if (arguments.reads(Reads::Checkpoint)) addSidecars(command, arguments.model);
    if (arguments.task.model != ModelUse::None) addModel(command, arguments.model, arguments.task.model == ModelUse::Required);
}

void addTaskInputOptions(CLI::App &command, TaskArguments &arguments)
{
    if (arguments.reads(Reads::Dataset) || arguments.reads(Reads::Datasets)) addInputOptions(command, arguments.input);
}

Result<void> prepareTask(TaskArguments &arguments, Run &run)
{
    LEXICELL_CHECK(splitPaths(arguments));
    LEXICELL_CHECK(readConfig(arguments));
    const bool writes = !arguments.output.empty() || !arguments.task.outputOptional;
    if (writes && !arguments.dryRun) {
        LEXICELL_CHECK(checkPlace(arguments.task, arguments.options, arguments.output, run.globals.force));
        LEXICELL_CHECK(checkUnfinished(arguments, run));
    }
    if (writes && arguments.writes(Writes::Csv)) LEXICELL_CHECK(checkTable(arguments));
    LEXICELL_CHECK(checkEntry(arguments, run));
    askForEntry(arguments);
    if (!arguments.shardText.empty()) {
        LEXICELL_TRY(shard, models::input::shardOf(arguments.shardText));
        arguments.shard = shard;
    }
    if (std::int64_t *seed = arguments.options.seed()) *seed = run.globals.seed;
    return arguments.task.check ? arguments.task.check(arguments.options) : Result<void>();
}

Result<TaskFiles> readTaskFiles(const TaskArguments &arguments, Run &run)
{
    const bool opens = arguments.task.model != ModelUse::None;
    const double read = sharesOf(arguments).read;
    run.stage(0.0, opens ? read * 2.0 / 3.0 : read);
    TaskFiles files;
    for (const fs::path &path : datasetPaths(arguments)) {
        InputOptions input = arguments.input;
        input.path = path;
        LEXICELL_TRY(dataset, readInput(input, run));
        files.datasets.push_back(std::move(dataset));
    }
    if (opens) run.stage(read * 2.0 / 3.0, read);
    LEXICELL_TRY(model, openModelOf(arguments, run));
    files.model = std::move(model);
    return files;
}

Result<TaskInput> taskInput(const TaskArguments &arguments, const TaskFiles &files, Run &run)
{
    TaskInput input{.model = files.model ? &*files.model : nullptr, .replace = run.globals.force, .device = run.globals.device};
    if (arguments.reads(Reads::Dataset)) input.dataset = files.dataset();
    input.unfinished = unfinishedOf(arguments);
    input.resume = arguments.resume;
    if (arguments.reads(Reads::Datasets)) input.datasets = files.datasets;
    if (arguments.reads(Reads::Checkpoint) || files.model) input.checkpoint = &arguments.model;
    input.shard = arguments.shard;
    if (arguments.writes(Writes::Folder)) input.folder = arguments.output;
    if (arguments.writes(Writes::Folder) || arguments.reads(Reads::Datasets)) {
        LEXICELL_TRY(hashed, hashedInputs(arguments, run));
        input.files = std::move(hashed);
    }
    const Shares shares = sharesOf(arguments);
    run.stage(shares.read, shares.work);
    return input;
}

Result<void> writeTaskResult(const TaskArguments &arguments, const TaskFiles &files, TaskOutcome &outcome, Run &run)
{
    run.stage(sharesOf(arguments).work, 1.0);
    if (auto *change = std::get_if<DatasetChange>(&outcome.result)) {
        LEXICELL_CHECK(recordInput(arguments.input, *files.dataset(), change->dataset, run));
        return writeOutput(change->dataset, arguments.output, run);
    }
    if (auto *made = std::get_if<NewDataset>(&outcome.result)) {
        InputOptions first = arguments.input;
        if (arguments.reads(Reads::Datasets)) first.path = arguments.paths.front();
        if (files.dataset()) LEXICELL_CHECK(recordInput(first, *files.dataset(), made->dataset, run));
        return writeOutput(made->dataset, arguments.output, run, made->gzipLevel);
    }
    if (arguments.writes(Writes::Folder)) return {};
    // The tables are on the disk, without their names, before the data set is written: files of one run appear together.
    LEXICELL_TRY(tables, pendingCsv(arguments, files, outcome, run));
    LEXICELL_CHECK(writeEntry(arguments, files, outcome, run));
    return tables.commit();
}

}  // namespace lexicell::cli
