#include "models/tasks/annotate/annotate_task.h"

#include "core/io/dataset_hash.h"
#include "core/steps/step_output.h"
#include "models/tasks/annotate/annotate.h"
#include "models/tasks/annotate/annotation_output.h"
#include "models/tasks/annotate/score_table.h"
#include "models/tasks/label_scores.h"

#include <algorithm>
#include <cmath>

namespace lexicell::models::tasks {

namespace {

using Json = nlohmann::ordered_json;

// What the threshold does to one method: at the threshold, and over all thresholds.
Json tradeOffJson(const TradeOff &tradeOff, double threshold)
{
    const auto nearest =
        std::min_element(tradeOff.thresholds.begin(), tradeOff.thresholds.end(),
                         [threshold](double a, double b) { return std::abs(a - threshold) < std::abs(b - threshold); });
    const auto at = static_cast<std::size_t>(nearest - tradeOff.thresholds.begin());
    return {{"method", tradeOff.name},
            {"baseline", tradeOff.baseline},
            {"threshold", tradeOff.thresholds[at]},
            {"known_accuracy", tradeOff.knownRight[at]},
            {"known_labeled", tradeOff.labeled[at]},
            {"new_found", tradeOff.newFound[at]},
            {"auroc", tradeOff.auroc}};
}

Json summaryOf(const Annotation &annotation, const AnnotateOptions &options, const std::string &column)
{
    const MethodLabels &chosen = annotation.methods.front();
    const auto unknown = chosen.unknownAt(options.threshold, static_cast<std::int64_t>(annotation.classes.size()));
    Json summary{{"method", chosen.name},
                 {"label_column", column},
                 {"classes", annotation.classes},
                 {"threshold", options.threshold},
                 {"unknown_cells", std::count(unknown.begin(), unknown.end(), true)}};
    if (annotation.genes > 0) {
        summary["genes_shared"] = annotation.genes;
        for (const auto &[kind, genes] : annotation.genesByKind) summary["genes_matched_by"][genes::toString(kind)] = genes;
        summary["reference_cells"] = annotation.referenceCells;
    }
    if (annotation.scores.empty()) return summary;
    summary["scored_on"] = annotation.source;
    summary["cells_scored"] = annotation.scoredCells;
    summary["cells_of_new_types"] = annotation.newCells;
    summary["methods"] = Json::array();
    for (const MethodScores &scores : annotation.scores)
        summary["methods"].push_back(methodScoresJson(scores, options.rounds > 0));
    summary["trade_off"] = Json::array();
    for (const TradeOff &tradeOff : annotation.tradeOffs)
        summary["trade_off"].push_back(tradeOffJson(tradeOff, options.threshold));
    const Json scores = labelScoresJson(annotation.scores.front().scores);
    summary["scored_classes"] = scores["classes"];
    summary["confusion"] = scores["confusion"];
    summary["per_class"] = perClassJson(annotation.scores.front().scores);
    return summary;
}

// The chosen method, and logistic regression on genes as its baseline.
Curves tradeOffCurves(const Annotation &annotation)
{
    Curves curves{"threshold", "share of cells", {}};
    for (const TradeOff &tradeOff : annotation.tradeOffs) {
        const bool chosen = tradeOff.name == annotation.scores.front().name;
        if (!chosen && tradeOff.name != "logistic-l2") continue;
        curves.curves.push_back({tradeOff.name + ": known and right", tradeOff.thresholds, tradeOff.knownRight, !chosen});
        if (annotation.newCells > 0)
            curves.curves.push_back({tradeOff.name + ": new and unknown", tradeOff.thresholds, tradeOff.newFound, !chosen});
        else curves.curves.push_back({tradeOff.name + ": labeled", tradeOff.thresholds, tradeOff.labeled, !chosen});
    }
    return curves;
}

void record(data::Dataset &dataset, const TaskInput &input, const AnnotateOptions &options, const std::string &column,
            const std::string &referenceHash)
{
    ProvenanceStep step = recordOf("annotate", OptionValues(options), {});
    step.key = toText(data::ResultKey{data::Slot::Obs, column});
    if (!referenceHash.empty()) step.inputs.emplace_back("reference", referenceHash);
    if (input.model) step.inputs.emplace_back("model", input.model->card.sha256);
    if (input.model && !input.model->card.notice.empty()) step.inputs.emplace_back("notice", input.model->card.notice);
    steps::record(dataset, step);
}

Result<TaskOutcome> run(const TaskInput &input, const OptionValues &values, JobContext &context)
{
    const auto &options = values.as<AnnotateOptions>();
    LEXICELL_TRY(annotation, annotate(*input.dataset, input.model, options, context));
    std::string column, referenceHash;
    if (!options.reference.empty()) {
        LEXICELL_TRY(hash, io::hashDataset(options.reference, context));
        referenceHash = std::move(hash);
    }
    DatasetChange change{withAnnotation(*input.dataset, annotation, options.threshold, input.brought, context, column)};
    record(change.dataset, input, options, column, referenceHash);
    TaskOutcome outcome{std::move(change), summaryOf(annotation, options, column)};
    if (annotation.scores.empty()) return outcome;
    outcome.beside = {methodScoresTable(annotation.scores), confusionMap(annotation.scores.front().scores),
                      tradeOffCurves(annotation)};
    return outcome;
}

Result<void> check(const OptionValues &values) { return checkAnnotateOptions(values.as<AnnotateOptions>()); }

}  // namespace

TaskSpec annotateTask()
{
    return {.id = "annotate",
            .title = "Annotate cells",
            .summary = "Cell types with a confidence and \"unknown\", from a labeled reference or a model's own classes: obs "
                       "lexicell_label, lexicell_confidence. Every method is scored on the same cells, beside those without a "
                       "model.",
            .group = TaskGroup::Annotate,
            .needs = {Need::Dataset},
            .model = ModelUse::Optional,
            .options = OptionValues(AnnotateOptions{}),
            .run = &run,
            .check = &check};
}

}  // namespace lexicell::models::tasks
