#include "models/tasks/knock_out/knock_out_task.h"

#include "models/families/open_model.h"
#include "models/tasks/knock_out/knock_out.h"
#include "models/tasks/knock_out/knock_out_table.h"
#include "models/tasks/knock_out/known_genes.h"

#include <chrono>
#include <optional>
#include <utility>

namespace lexicell::models::tasks {

namespace {

// Opened before anything is computed, so that a wrong path shows at once.
Result<std::optional<LoadedModel>> secondModel(const TaskInput &input, const KnockOutOptions &options, JobContext &context)
{
    if (options.second.empty()) return std::optional<LoadedModel>();
    LEXICELL_TRY(second, openModel(options.second, input.model->compute, context));
    LEXICELL_CHECK(changeOf(options, second));
    return std::optional<LoadedModel>(std::move(second));
}

Result<KnockOut> compute(const TaskInput &input, const KnockOutOptions &options, JobContext &context)
{
    LEXICELL_TRY(second, secondModel(input, options, context));
    if (!second) return knockOut(*input.dataset, *input.model, options, context);
    std::optional<JobPart> part(std::in_place, context, 0.0, 0.5);
    LEXICELL_TRY(result, knockOut(*input.dataset, *input.model, options, context));
    part.reset();
    part.emplace(context, 0.5, 1.0);
    KnockOutOptions genesAlone = options;
    genesAlone.pairs = false;
    LEXICELL_TRY(other, knockOut(*input.dataset, *second, genesAlone, context));
    compareModels(result, other);
    return std::move(result);
}

nlohmann::ordered_json toJson(const Retrieval &found)
{
    return {{"auroc", found.auroc},
            {"average_precision", found.averagePrecision},
            {"base_rate", found.baseRate},
            {"genes", found.genes}};
}

// Only where the groups are cell types of simulated data, or no groups are given.
void addKnownGenes(nlohmann::ordered_json &summary, const TaskInput &input, const KnockOutOptions &options,
                   const KnockOut &result)
{
    std::vector<std::string> types;
    if (!options.from.empty()) types.push_back(options.from);
    if (!options.toward.empty()) types.push_back(options.toward);
    const auto known = knownGenes(*input.dataset, types);
    if (known.empty()) return;
    const KnownGeneScores scores = findingKnownGenes(result, known);
    summary["known_genes"] = {{"source", "markers of the simulated cell types"},
                              {"model", toJson(scores.model)},
                              {"pca", toJson(scores.pca)},
                              {"mean_expression", toJson(scores.meanExpression)}};
}

Result<TaskOutcome> run(const TaskInput &input, const OptionValues &values, JobContext &context)
{
    const auto &options = values.as<KnockOutOptions>();
    const auto begin = std::chrono::steady_clock::now();
    LEXICELL_TRY(result, compute(input, options, context));
    TaskOutcome outcome{knockOutRanking(result), knockOutSummary(result)};
    addKnownGenes(outcome.summary, input, options, result);
    outcome.summary["seed"] = options.seed;
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin;
    outcome.summary["seconds"] = elapsed.count();
    return outcome;
}

// Reports errors before LibTorch is loaded.
Result<void> check(const OptionValues &values)
{
    const auto &options = values.as<KnockOutOptions>();
    LEXICELL_CHECK(checkKnockOutOptions(options));
    LEXICELL_CHECK(namedGenes(options));
    return {};
}

}  // namespace

TaskSpec knockOutTask()
{
    return {.id = "knock-out",
            .title = "Knock out genes",
            .summary = "In-silico knock-outs and over-expressions: which genes move the cells, beside a null of genes of like "
                       "expression and the same change in a PCA.",
            .group = TaskGroup::KnockOuts,
            .needs = {Need::Dataset, Need::Counts, Need::Model, Need::CellVectors},
            .model = ModelUse::Required,
            .writes = Writes::Csv,
            .output =
                "CSV with a line for each gene and metric (shift; with a goal also toward, along and direction_cosine), by z: "
                "gene, role (tested, or null: computed for comparison), mode, effect, se, ci_low, ci_high, n_cells, "
                "n_replicates, null_mean, null_sd, z, p, p_adj, mean_expression, detection, pca_effect, status and more.",
            .options = OptionValues(KnockOutOptions{}),
            .run = &run,
            .check = &check};
}

}  // namespace lexicell::models::tasks
