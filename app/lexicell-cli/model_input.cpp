#include "app/lexicell-cli/model_input.h"

namespace lexicell::cli {

void addModel(CLI::App &command, std::filesystem::path &model)
{
    command
        .add_option("--model", model, "Checkpoint: a folder with best_model.pt, args.json and vocab.json, or the file itself.")
        ->required()
        ->type_name("PATH");
}

Json toJson(const models::tasks::Coverage &coverage)
{
    Json json{{"genes_matched", coverage.genesMatched}, {"genes", coverage.genes}, {"counts_share", coverage.countsShare}};
    for (const auto &[kind, genes] : coverage.report.byKind) json["by_kind"][data::toString(kind)] = genes;
    json["ambiguous"] = coverage.report.ambiguous.size();
    return json;
}

}  // namespace lexicell::cli
