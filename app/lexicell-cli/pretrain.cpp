// pretrain: trains a checkpoint from random weights, in a simple form.
#include "models/tasks/pretrain/pretrain.h"
#include "app/lexicell-cli/input.h"
#include "app/lexicell-cli/option_visitor.h"
#include "core/base/option_json.h"

#include <fstream>
#include <iterator>

namespace lexicell::cli {

namespace fs = std::filesystem;

namespace {

struct Arguments {
    std::vector<fs::path> paths;  // inputs, then the folder to write
    fs::path config;
    InputOptions input;
    models::tasks::PretrainOptions options;
    CLI::App *command = nullptr;
};

// The file sets the options that the command line does not set.
Result<void> readConfig(Arguments &arguments)
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

Result<Json> pretrain(Arguments &arguments, Run &run)
{
    if (arguments.paths.size() < 2)
        return Error{
            errors::usage, "Name one data set or more, and last the folder to write. See lexicell-cli pretrain --help.", {}};
    models::tasks::PretrainJob job;
    job.folder = arguments.paths.back();
    job.device = run.globals.device;
    job.overwrite = run.globals.force;
    LEXICELL_CHECK(readConfig(arguments));
    takeSeed(arguments.options, run.globals);
    job.options = arguments.options;
    LEXICELL_CHECK(models::tasks::checkJob(job));  // before the data are read

    run.stage(0.0, 0.05);
    for (auto path = arguments.paths.begin(); path != arguments.paths.end() - 1; ++path) {
        InputOptions input = arguments.input;
        input.path = *path;
        LEXICELL_TRY(dataset, readInput(input, run));
        job.datasets.push_back(std::move(dataset));
    }
    run.stage(0.05, 1.0);
    LEXICELL_TRY(summary, models::tasks::pretrain(job, run.context));
    return Json{{"output", job.folder.string()},
                {"cells", summary.cells},
                {"steps", summary.steps},
                {"train_loss", summary.trainLoss},
                {"validation_loss", summary.validationLoss},
                {"baseline_loss", summary.baselineLoss}};
}

}  // namespace

void addPretrain(CommandLine &line)
{
    const auto arguments = std::make_shared<Arguments>();
    CLI::App &command = line.add("pretrain", "Train a checkpoint: masked values are predicted from the other genes of a cell.",
                                 [arguments](Run &run) { return pretrain(*arguments, run); });
    arguments->command = &command;
    command
        .add_option("paths", arguments->paths,
                    "Data sets with counts, then the folder to write: best_model.pt, args.json, vocab.json, history.csv.")
        ->required()
        ->type_name("INPUT… OUTDIR");
    command.add_option("--config", arguments->config, "JSON file with options; the command line has priority.")
        ->type_name("FILE");
    describe(arguments->options, OptionVisitor(command));
    addInputOptions(command, arguments->input);
}

}  // namespace lexicell::cli
