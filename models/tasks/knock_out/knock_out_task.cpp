#include "models/tasks/knock_out/knock_out_task.h"

#include "models/families/open_model.h"
#include "models/tasks/knock_out/joined_tables.h"
#include "models/tasks/knock_out/knock_out.h"
#include "models/tasks/knock_out/knock_out_estimate.h"
#include "models/tasks/knock_out/knock_out_table.h"
#include "models/tasks/knock_out/stored_shifts.h"
#include "models/tasks/knock_out/truth_summary.h"
#include "models/tasks/knock_out/unfinished_run.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace lexicell::models::tasks {

namespace {

constexpr double beforeShifts = 0.9;  // of the job's time

// What a second model computes. It makes no shortlist of its own.
KnockOutOptions ofSecond(const KnockOutOptions &options)
{
    KnockOutOptions genesAlone = options;
    genesAlone.pairs = false;
    genesAlone.perturbation.clear();
    genesAlone.control.clear();
    genesAlone.shortlist = 0;
    return genesAlone;
}

// Opened and tried before anything is computed, so that a wrong path, or a model that knows none of the genes, shows at once and
// not after the first model's run.
Result<std::optional<LoadedModel>> secondModel(const TaskInput &input, const KnockOutOptions &options, JobContext &context)
{
    if (options.second.empty()) return std::optional<LoadedModel>();
    LEXICELL_TRY(second, openModel(options.second, input.model->compute, context));
    LEXICELL_CHECK(changeOf(options, second));
    const auto possible = checkKnockOut(*input.dataset, second, ofSecond(options), context);
    if (possible.ok()) return std::optional<LoadedModel>(std::move(second));
    // What no model could compute is no fault of the second one.
    LEXICELL_CHECK(checkKnockOut(*input.dataset, *input.model, options, context));
    Error error = possible.error();
    error.message = "The second model, " + second.card.name + ": " + error.message;
    if (error.kind != ErrorKind::Cancelled) error.choices.push_back({"second"});
    return error;
}

// The second model computes the genes of the first, those of its shortlists alone.
KnockOutOptions ofSecond(const KnockOutOptions &options, const std::vector<KnockOut> &first)
{
    KnockOutOptions genesAlone = ofSecond(options);
    if (options.shortlist == 0) return genesAlone;
    genesAlone.allExpressed = false;
    genesAlone.geneFile.clear();
    genesAlone.genes.clear();
    std::set<std::string> names;
    for (const KnockOut &result : first)
        for (const KnockOutGene &gene : result.genes)
            if (gene.tested && canBeChanged(gene.gene) && names.insert(gene.gene.name).second)
                genesAlone.genes.push_back(gene.gene.name);
    return genesAlone;
}

Result<std::vector<KnockOut>> compute(const TaskInput &input, const KnockOutOptions &options, const RunControl &control,
                                      JobContext &context)
{
    LEXICELL_TRY(second, secondModel(input, options, context));
    if (!second) return knockOutGroups(*input.dataset, *input.model, options, context, control);
    std::optional<JobPart> part(std::in_place, context, 0.0, 0.5);
    LEXICELL_TRY(results, knockOutGroups(*input.dataset, *input.model, options, context, control));
    part.reset();
    part.emplace(context, 0.5, 1.0);
    const KnockOutOptions same = control.trial ? options : ofSecond(options, results);
    RunControl alone = control;
    alone.opposite = false;
    LEXICELL_TRY(others, knockOutGroups(*input.dataset, *second, same, context, alone));
    if (control.trial) return std::move(results);
    for (KnockOut &result : results)
        for (const KnockOut &other : others)
            if (other.group == result.group) compareModels(result, other);
    return std::move(results);
}

// Empty: the task is not asked to keep anything.
Result<std::optional<UnfinishedRun>> unfinishedRun(const TaskInput &input)
{
    std::optional<UnfinishedRun> unfinished;
    if (input.unfinished.empty()) return unfinished;
    unfinished.emplace(input.unfinished);
    if (!input.resume.empty()) LEXICELL_CHECK(unfinished->resume(input.resume));
    return unfinished;
}

// A run that was interrupted, or ran out of memory, and has kept what it had says so.
Error interrupted(Error error, const TaskInput &input)
{
    const bool stopped = error.kind == ErrorKind::Cancelled;
    std::error_code absent;
    if ((!stopped && error.kind != ErrorKind::OutOfMemory) || input.unfinished.empty() ||
        !std::filesystem::exists(input.unfinished, absent))
        return error;
    error.message = (stopped ? "Interrupted." : error.message) + " What was computed is in " + input.unfinished.string() +
                    "; the run can go on from it.";
    error.choices.push_back({"resume", {input.unfinished.string()}});
    return error;
}

Result<TaskOutcome> run(const TaskInput &input, const OptionValues &values, JobContext &context)
{
    const auto &options = values.as<KnockOutOptions>();
    const auto begin = std::chrono::steady_clock::now();
    LEXICELL_TRY(targets, chosenTargets(*input.dataset, *input.model, options, context));
    LEXICELL_TRY(unfinished, unfinishedRun(input));
    std::optional<JobPart> part(std::in_place, context, 0.0, options.shifts ? beforeShifts : 1.0);
    auto computed = compute(input, options, {unfinished ? &*unfinished : nullptr}, context);
    if (!computed.ok()) return interrupted(computed.error(), input);
    const std::vector<KnockOut> results = std::move(*computed);
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
        LEXICELL_TRY(stored, withStoredShifts(input, options, results, context));
        outcome.summary["shift_keys"] = stored.keys;
        outcome.entry = DatasetChange{std::move(stored.dataset)};
    }
    outcome.summary["seed"] = options.seed;
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin;
    outcome.summary["seconds"] = elapsed.count();
    return outcome;
}

Result<nlohmann::ordered_json> tryOut(const TaskInput &input, const OptionValues &values, JobContext &context)
{
    Trial trial;
    LEXICELL_CHECK(compute(input, values.as<KnockOutOptions>(), {nullptr, &trial}, context));
    return toJson(trial);
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
            .entry = "obs and obsm lexicell_shift_GENE, with their null in obsm, for at most 20 genes,",
            .entryOption = "shifts",
            .options = OptionValues(KnockOutOptions{}),
            .run = &run,
            .check = &check,
            .keepsUnfinished = true,
            .tryOut = &tryOut,
            .estimate = &estimateKnockOut};
}

}  // namespace lexicell::models::tasks
