#include "models/tasks/perturb/perturb_task.h"

#include "core/steps/step_output.h"
#include "models/tasks/perturb/perturb.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace lexicell::models::tasks {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t genesShown = 20;  // of the largest predicted change

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(); }

Json scoresJson(const PredictedRow &row)
{
    Json json{{"predicted_by", row.method}};
    for (std::size_t i = 0; i < scoreNames.size(); ++i) json[scoreNames[i]] = number(valuesOf(row.scores)[i]);
    return json;
}

// Genes by the size of the predicted change, with its direction and its standard deviation over the pool.
Json topGenes(const PerturbResult &result, const PredictedRow &row)
{
    std::vector<std::size_t> order(row.profile.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto change = [&](std::size_t gene) { return row.profile[gene] - result.control[gene]; };
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return std::abs(change(a)) > std::abs(change(b)); });
    Json genes = Json::array();
    for (std::size_t i = 0; i < std::min(genesShown, order.size()); ++i)
        genes.push_back(
            {{"gene", result.cells.genes[order[i]]}, {"change", change(order[i])}, {"pool_sd", row.poolSpread[order[i]]}});
    return genes;
}

Json conditionsJson(const PerturbResult &result)
{
    Json conditions = Json::array();
    for (std::size_t i = 0; i < result.cells.asked.size(); ++i) {
        Json entry{{"condition", result.cells.asked[i].name},
                   {"measured_cells", result.measuredCells[i]},
                   {"model_saw", result.part[i].empty() ? Json() : Json(result.part[i])}};
        Json scores = Json::array();
        for (const PredictedRow &row : result.rows) {
            if (row.condition != i) continue;
            if (row.method == modelMethod) entry["top_genes"] = topGenes(result, row);
            if (result.measuredCells[i] > 0 && row.method != measuredMethod) scores.push_back(scoresJson(row));
        }
        entry["scores"] = std::move(scores);
        conditions.push_back(std::move(entry));
    }
    return conditions;
}

Json reverseJson(const PerturbResult &result)
{
    const ReverseSearch &reverse = *result.reverse;
    Json ranking = Json::array();
    const auto all = static_cast<double>(std::accumulate(reverse.votes.begin(), reverse.votes.end(), std::int64_t{0}));
    for (const std::size_t condition : reverse.order)
        ranking.push_back({{"condition", result.cells.asked[condition].name},
                           {"votes", reverse.votes[condition]},
                           {"share", static_cast<double>(reverse.votes[condition]) / all}});
    return {{"cells", reverse.cells},
            {"ranking", std::move(ranking)},
            {"most_changed_genes", reverse.mostChanged},
            {"nearest_measured", reverse.nearestMeasured.empty() ? Json() : Json(reverse.nearestMeasured)},
            {"share_by_chance", 1.0 / static_cast<double>(result.cells.asked.size())}};
}

Json summaryOf(const PerturbResult &result)
{
    Json summary{{"rows", result.rows.size()},
                 {"genes", result.cells.genes.size()},
                 {"genes_unknown", result.cells.unknownGenes()},
                 {"perturbation", result.cells.measured.column},
                 {"control_cells", result.cells.measured.control.size()},
                 {"pool", result.pool},
                 {"conditions", conditionsJson(result)}};
    if (result.reverse) summary["reverse"] = reverseJson(result);
    return summary;
}

Result<TaskOutcome> run(const TaskInput &input, const OptionValues &values, JobContext &context)
{
    const auto &options = values.as<PerturbOptions>();
    LEXICELL_TRY(result, perturb(*input.dataset, *input.model, options, context));
    data::Dataset predicted = predictedDataset(*input.dataset, result, options);
    ProvenanceStep record = recordOf("perturb", values, {{"model", input.model->card.sha256}});
    record.key = "X";
    steps::record(predicted, record);
    TaskOutcome outcome{NewDataset{}, summaryOf(result)};
    outcome.result = NewDataset{std::move(predicted)};
    return outcome;
}

Result<void> checkOptions(const OptionValues &values) { return check(values.as<PerturbOptions>()); }

}  // namespace

TaskSpec perturbTask()
{
    return {.id = "perturb",
            .title = "Predict perturbations",
            .summary =
                "Mean expression after genes are perturbed, from a model fine-tuned on Perturb-seq, beside methods without "
                "a network.",
            .group = TaskGroup::KnockOuts,
            .needs = {Need::Dataset, Need::Model, Need::Perturbation},
            .model = ModelUse::Required,
            .writes = Writes::Dataset,
            .ending = "_perturbed.h5ad",
            .options = OptionValues(PerturbOptions{}),
            .run = &run,
            .check = &checkOptions};
}

}  // namespace lexicell::models::tasks
