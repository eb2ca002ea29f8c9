#include "models/tasks/knock_out/knock_out_task.h"

#include "models/families/open_model.h"
#include "models/tasks/knock_out/joined_tables.h"
#include "models/tasks/knock_out/knock_out.h"
#include "models/tasks/knock_out/knock_out_table.h"
#include "models/tasks/knock_out/stored_shifts.h"
#include "models/tasks/knock_out/truth_summary.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

namespace lexicell::models::tasks {

namespace {

constexpr double beforeShifts = 0.9;  // of the job's time

// Opened before anything is computed, so that a wrong path shows at once.
Result<std::optional<LoadedModel>> secondModel(const TaskInput &input, const KnockOutOptions &options, JobContext &context)
{
    if (options.second.empty()) return std::optional<LoadedModel>();
    LEXICELL_TRY(second, openModel(options.second, input.model->compute, context));
    LEXICELL_CHECK(changeOf(options, second));
    return std::optional<LoadedModel>(std::move(second));
}

Result<std::vector<KnockOut>> compute(const TaskInput &input, const KnockOutOptions &options, JobContext &context)
{
    LEXICELL_TRY(second, secondModel(input, options, context));
    if (!second) return knockOutGroups(*input.dataset, *input.model, options, context);
    std::optional<JobPart> part(std::in_place, context, 0.0, 0.5);
    LEXICELL_TRY(results, knockOutGroups(*input.dataset, *input.model, options, context));
    part.reset();
    part.emplace(context, 0.5, 1.0);
    KnockOutOptions genesAlone = options;
    genesAlone.pairs = false;
    genesAlone.perturbation.clear();
    genesAlone.control.clear();
    LEXICELL_TRY(others, knockOutGroups(*input.dataset, *second, genesAlone, context));
    for (KnockOut &result : results)
        for (const KnockOut &other : others)
            if (other.group == result.group) compareModels(result, other);
    return std::move(results);
}

Result<TaskOutcome> run(const TaskInput &input, const OptionValues &values, JobContext &context)
{
    const auto &options = values.as<KnockOutOptions>();
    const auto begin = std::chrono::steady_clock::now();
    LEXICELL_TRY(targets, chosenTargets(*input.dataset, *input.model, options, context));
    std::optional<JobPart> part(std::in_place, context, 0.0, options.shifts ? beforeShifts : 1.0);
    LEXICELL_TRY(results, compute(input, options, context));
    part.reset();
    std::vector<nlohmann::ordered_json> summaries;
    for (const KnockOut &result : results) {
        summaries.push_back(knockOutSummary(result));
        addKnownGenes(summaries.back(), *input.dataset, options, result);
        addMeasured(summaries.back(), result);
        if (targets) LEXICELL_CHECK(addTargets(summaries.back(), *targets, result, options, context));
    }
    TaskOutcome outcome{joinedRanking(results), joinedSummary(results, std::move(summaries))};
    if (options.shifts) {
        const JobPart rest(context, beforeShifts, 1.0);
        LEXICELL_TRY(stored, withStoredShifts(input, options, context));
        outcome.summary["shift_keys"] = stored.keys;
        outcome.entry = DatasetChange{std::move(stored.dataset)};
    }
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
    if (options.shifts) LEXICELL_CHECK(checkStoredShifts(options));
    return checkTargets(options);
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
                "gene, role (tested, or null: computed for comparison), mode, group, effect, se, ci_low, ci_high, n_cells, "
                "n_replicates, null_mean, null_sd, z, p, p_adj, mean_expression, detection, pca_effect, de_logfc, de_p_adj, "
                "status and more.",
            .entry = "obs and obsm lexicell_shift_GENE, for at most 20 genes,",
            .entryOption = "shifts",
            .options = OptionValues(KnockOutOptions{}),
            .run = &run,
            .check = &check};
}

}  // namespace lexicell::models::tasks
