// embed: zero-shot cell embedding with a checkpoint, obsm X_scGPT.
#include "app/lexicell-cli/input.h"
#include "app/lexicell-cli/model_input.h"
#include "app/lexicell-cli/option_visitor.h"
#include "app/lexicell-cli/output.h"
#include "models/model.h"

namespace lexicell::cli {

namespace {

struct Arguments {
    InputOptions input;
    std::filesystem::path output;
    models::ModelSource model = "";
    models::tasks::EmbedOptions options;
};

Result<Json> embed(Arguments &arguments, Run &run)
{
    LEXICELL_CHECK(checkOutput(arguments.output, run));
    takeSeed(arguments.options, run.globals);
    run.stage(0.0, 0.05);
    LEXICELL_TRY(dataset, readInput(arguments.input, run));
    run.stage(0.05, 0.1);
    const models::ComputeOptions compute{run.globals.device, arguments.options.precision, run.globals.threads};
    LEXICELL_TRY(model, models::openModel(arguments.model, compute, run.context));
    run.stage(0.1, 0.95);
    LEXICELL_TRY(result, models::tasks::embed(dataset, model, arguments.options, run.context));
    LEXICELL_TRY(embedded, models::tasks::withEmbedding(dataset, model, arguments.options, result));
    run.stage(0.95, 1.0);
    LEXICELL_CHECK(recordInput(arguments.input, dataset, embedded, run));
    LEXICELL_CHECK(writeOutput(embedded, arguments.output, run));
    Json results{{"output", arguments.output.string()},
                 {"n_obs", embedded.cells()},
                 {"n_vars", embedded.genes()},
                 {"key", arguments.options.key.empty() ? model.card.embeddingKey : arguments.options.key},
                 {"embedding_size", model.card.embeddingSize},
                 {"model", model.card.name},
                 {"sha256", model.card.sha256},
                 {"empty_cells", result.emptyCells},
                 {"truncated_cells", result.truncatedCells},
                 {"coverage", toJson(result.coverage)}};
    if (!model.card.notice.empty()) results["notice"] = model.card.notice;
    return results;
}

}  // namespace

void addEmbed(CommandLine &line)
{
    const auto arguments = std::make_shared<Arguments>();
    CLI::App &command = line.add("embed", "Zero-shot cell embedding with a checkpoint: obsm X_scGPT.",
                                 [arguments](Run &run) { return embed(*arguments, run); });
    addInputPath(command, arguments->input);
    addOutputPath(command, arguments->output);
    addModel(command, arguments->model);
    describe(arguments->options, OptionVisitor(command));
    addInputOptions(command, arguments->input);
}

}  // namespace lexicell::cli
