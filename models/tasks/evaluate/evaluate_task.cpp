#include "models/tasks/evaluate/evaluate_task.h"

#include "models/tasks/evaluate/evaluate.h"
#include "models/tasks/evaluate/evaluate_perturbations.h"
#include "models/tasks/evaluate/perturbation_output.h"
#include "models/tasks/label_scores.h"

#include <limits>

namespace lexicell::models::tasks {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

struct Metric {
    const char *name;
    double RepresentationScores::*value;
    analysis::Interval RepresentationScores::*range;  // null: none
};
constexpr Metric metrics[] = {{"nmi", &RepresentationScores::nmi, &RepresentationScores::nmiRange},
                              {"ari", &RepresentationScores::ari, &RepresentationScores::ariRange},
                              {"asw_label", &RepresentationScores::aswLabel, &RepresentationScores::aswLabelRange},
                              {"asw_batch", &RepresentationScores::aswBatch, &RepresentationScores::aswBatchRange},
                              {"graph_connectivity", &RepresentationScores::graphConnectivity, nullptr},
                              {"avg_bio", &RepresentationScores::avgBio, nullptr},
                              {"avg_batch", &RepresentationScores::avgBatch, nullptr}};

// A line for each score; a column for each representation, and the limits of its interval.
Table toTable(const RepresentationEvaluation &result, const std::string &key)
{
    std::vector<std::string> names;
    for (const Metric &metric : metrics) names.emplace_back(metric.name);
    Table table{{{"score", std::move(names)}}};
    const auto add = [&table](const std::string &name, const RepresentationScores *scores, bool ranges) {
        std::vector<double> values, low, high;
        for (const Metric &metric : metrics) {
            values.push_back(scores ? scores->*metric.value : unknown);
            low.push_back(scores && metric.range ? (scores->*metric.range).low : unknown);
            high.push_back(scores && metric.range ? (scores->*metric.range).high : unknown);
        }
        table.columns.push_back({name, std::move(values)});
        if (!ranges) return;
        table.columns.push_back({name + "_low", std::move(low)});
        table.columns.push_back({name + "_high", std::move(high)});
    };
    add(key, &result.own, true);
    add("pca", result.pca ? &*result.pca : nullptr, true);
    for (const ScoredBaseline &each : result.integrated) add(each.name, &each.scores, true);
    add("random", &result.random, false);
    return table;
}

nlohmann::ordered_json scoresJson(const RepresentationScores &scores, bool intervals)
{
    nlohmann::ordered_json json, ranges;
    for (const Metric &metric : metrics) {
        json[metric.name] = scores.*metric.value;
        if (metric.range) ranges[metric.name] = intervalJson(scores.*metric.range);
    }
    json["clusters"] = scores.clusters;
    json["resolution"] = scores.resolution;
    if (intervals) json["intervals"] = std::move(ranges);
    return json;
}

nlohmann::ordered_json summaryOf(const RepresentationEvaluation &result, const EvaluateOptions &options)
{
    const bool intervals = options.rounds > 0;
    nlohmann::ordered_json summary = scoresJson(result.own, intervals);
    summary["embedding"] = options.embedding;
    summary["cells"] = result.cells;
    summary["baseline"] = nullptr;
    if (result.pca) {
        summary["baseline"] = {{"source", "pca"}};
        summary["baseline"].update(scoresJson(*result.pca, intervals));
    }
    for (const ScoredBaseline &each : result.integrated) summary[each.name] = scoresJson(each.scores, intervals);
    summary["random"] = scoresJson(result.random, false);
    return summary;
}

nlohmann::ordered_json briefJson(const analysis::ClassificationScores &scores)
{
    return {{"accuracy", scores.accuracy}, {"macro_f1", scores.macroF1}};
}

nlohmann::ordered_json summaryOf(const LabelEvaluation &result, const EvaluateOptions &options)
{
    nlohmann::ordered_json summary = labelScoresJson(result.scores);
    if (options.rounds > 0)
        summary["intervals"] = {{"accuracy", intervalJson(result.intervals.accuracy)},
                                {"macro_f1", intervalJson(result.intervals.macroF1)}};
    summary["per_class"] = perClassJson(result.scores);
    summary["cells"] = result.cells;
    summary["baseline"] = {{"source", "majority"}, {"label", result.commonest}};
    summary["baseline"].update(briefJson(result.majority));
    if (result.byBatch) summary["by_batch"] = briefJson(*result.byBatch);
    return summary;
}

Result<TaskOutcome> run(const TaskInput &input, const OptionValues &values, JobContext &context)
{
    const auto &options = values.as<EvaluateOptions>();
    if (!options.truth.empty()) {
        LEXICELL_TRY(result, evaluatePerturbations(*input.dataset, options, context));
        return TaskOutcome{perturbationTable(result), perturbationSummary(result, options)};
    }
    if (!options.embedding.empty()) {
        LEXICELL_TRY(result, evaluateRepresentation(*input.dataset, options, context));
        return TaskOutcome{toTable(result, options.embedding), summaryOf(result, options)};
    }
    LEXICELL_TRY(result, evaluateLabels(*input.dataset, options, context));
    return TaskOutcome{confusionMap(result.scores), summaryOf(result, options)};
}

Result<void> check(const OptionValues &values) { return checkEvaluateOptions(values.as<EvaluateOptions>()); }

}  // namespace

TaskSpec evaluateTask()
{
    return {
        .id = "evaluate",
        .title = "Evaluate",
        .summary =
            "Scores of a representation (scIB's), of predicted labels, or of predicted perturbations (those of the Virtual Cell "
            "Challenges), beside what needs no model.",
        .group = TaskGroup::Evaluate,
        .needs = {Need::Dataset},
        .writes = Writes::Csv,
        .output =
            "CSV, if a file is wanted. Of a representation a line for each score: its value and 95 % interval, that of a "
            "PCA of the same cells, with batches those of its variable genes (up to 5,000 cells) and of the PCA after Harmony "
            "and after mutual nearest neighbors, that of random numbers. Of labels the confusion matrix: a line for each true "
            "label, a column for each predicted one, in cells. Of perturbations a line for each, a column for each score.",
        .outputOptional = true,
        .options = OptionValues(EvaluateOptions{}),
        .run = &run,
        .check = &check};
}

}  // namespace lexicell::models::tasks
