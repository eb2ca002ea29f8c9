// embed: zero-shot cell embedding with a checkpoint, obsm X_scGPT.
#include "app/lexicell-cli/input.h"
#include "app/lexicell-cli/model_input.h"
#include "app/lexicell-cli/option_visitor.h"
#include "app/lexicell-cli/output.h"
#include "models/model.h"
#include "models/tasks/embedding_key.h"

namespace lexicell::cli {

namespace {

struct Arguments {
    InputOptions input;
    std::filesystem::path output;
    models::ModelSource model = "";
    models::tasks::EmbedOptions options;
};

// The family's key is kept unless the vectors of another model lie there and nobody said that they may go.
void chooseKey(models::tasks::EmbedOptions &options, const data::Dataset &dataset, const models::ModelCard &card, Run &run)
{
    const std::string usual = options.key.empty() ? card.embeddingKey : options.key;
    const std::string other = models::tasks::modelOf(dataset, usual);
    if (!dataset.obsm.find(usual)) return;
    if (other.empty() || other == card.sha256) {
        run.context.warn("replaced", "obsm[\"" + usual + "\"] was there and is replaced.");
        return;
    }
    const std::string whose = "obsm[\"" + usual + "\"] holds the vectors of another model (SHA-256 " + other.substr(0, 12) + "…)";
    if (!options.key.empty() || run.globals.force) {
        run.context.warn("replaced", whose + "; it is replaced.");
        return;
    }
    const std::string named = models::tasks::namedEmbeddingKey(card);
    options.key = named;
    for (int number = 2; models::tasks::holdsOtherVectors(dataset, options.key, card); ++number)
        options.key = named + "_" + std::to_string(number);
    run.context.warn("key_taken", whose + "; those of " + card.name + " are stored as obsm[\"" + options.key +
                                      "\"]. Choose the key with --key, or replace with --force.");
}

Result<Json> embed(Arguments &arguments, Run &run)
{
    LEXICELL_CHECK(checkOutput(arguments.output, run));
    takeSeed(arguments.options, run.globals);
    run.stage(0.0, 0.05);
    LEXICELL_TRY(dataset, readInput(arguments.input, run));
    run.stage(0.05, 0.1);
    const models::ComputeOptions compute{run.globals.device, arguments.options.precision, run.globals.threads};
    LEXICELL_TRY(model, models::openModel(arguments.model, compute, run.context));
    chooseKey(arguments.options, dataset, model.card, run);
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
