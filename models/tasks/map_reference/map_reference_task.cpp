#include "models/tasks/map_reference/map_reference_task.h"

#include "core/data/result_key.h"
#include "core/steps/step_output.h"
#include "models/input/coverage_json.h"
#include "models/tasks/annotate/score_table.h"
#include "models/tasks/embed/embedding_key.h"
#include "models/tasks/label_scores.h"
#include "models/tasks/map_reference/map_reference.h"
#include "models/tasks/map_reference/mapping_output.h"

#include <algorithm>

namespace lexicell::models::tasks {

namespace {

using Json = nlohmann::ordered_json;

double agreement(const MethodLabels &a, const MethodLabels &b)
{
    std::int64_t same = 0;
    for (std::size_t cell = 0; cell < a.best.size(); ++cell) same += a.best[cell] == b.best[cell] ? 1 : 0;
    return a.best.empty() ? 0.0 : static_cast<double>(same) / static_cast<double>(a.best.size());
}

Json summaryOf(const ReferenceMapping &mapping, const MapReferenceOptions &options, const std::string &column)
{
    Json summary{{"method", mapping.methods.front().name},
                 {"label_column", column},
                 {"key", options.key},
                 {"classes", mapping.classes},
                 {"n_neighbors", mapping.neighbors},
                 {"search", mapping.search},
                 {"reference_cells", mapping.referenceCells},
                 {"genes_shared", mapping.genes},
                 {"distance_limit", mapping.limit},
                 {"out_of_reference_cells", std::count(mapping.outside.begin(), mapping.outside.end(), true)},
                 {"agreement_with_knn_pca", agreement(mapping.methods[0], mapping.methods[1])},
                 {"empty_cells", mapping.embedded.emptyCells},
                 {"coverage", input::toJson(mapping.embedded.coverage)}};
    if (!mapping.index.empty()) summary["index"] = mapping.index;
    if (mapping.scores.empty()) return summary;
    summary["scored_on"] = "truth";
    summary["cells_scored"] = mapping.scoredCells;
    summary["cells_of_new_types"] = mapping.newCells;
    summary["out_of_reference_known"] = mapping.knownOutside;
    summary["out_of_reference_new"] = mapping.newOutside;
    summary["methods"] = Json::array();
    for (const MethodScores &scores : mapping.scores) summary["methods"].push_back(methodScoresJson(scores, options.rounds > 0));
    const Json scores = labelScoresJson(mapping.scores.front().scores);
    summary["scored_classes"] = scores["classes"];
    summary["confusion"] = scores["confusion"];
    summary["per_class"] = perClassJson(mapping.scores.front().scores);
    return summary;
}

// The file of the index changes nothing in the result, so the record does not name it.
void record(data::Dataset &dataset, const TaskInput &input, MapReferenceOptions options, const std::string &column,
            const std::string &referenceHash)
{
    options.index.clear();
    ProvenanceStep step = recordOf("map-reference", OptionValues(options), {});
    step.key = toText(data::ResultKey{data::Slot::Obs, column});
    step.inputs = {{"reference", referenceHash}, {"model", input.model->card.sha256}};
    if (!input.model->card.notice.empty()) step.inputs.emplace_back("notice", input.model->card.notice);
    steps::record(dataset, step);
}

Result<TaskOutcome> run(const TaskInput &input, const OptionValues &values, JobContext &context)
{
    auto options = values.as<MapReferenceOptions>();
    options.replaceIndex = input.replace;
    options.key = keyOfResult(input, options.key, context);
    LEXICELL_TRY(mapping, mapReference(*input.dataset, *input.model, options, context));
    LEXICELL_TRY(embedded, withEmbedding(*input.dataset, *input.model, options, mapping.embedded));
    std::string column;
    DatasetChange change{withMapping(embedded, mapping, options, input.brought, context, column)};
    record(change.dataset, input, options, column, mapping.referenceHash);
    TaskOutcome outcome{std::move(change), summaryOf(mapping, options, column)};
    if (mapping.scores.empty()) return outcome;
    outcome.beside = {methodScoresTable(mapping.scores), confusionMap(mapping.scores.front().scores)};
    return outcome;
}

Result<void> check(const OptionValues &values) { return checkMapReferenceOptions(values.as<MapReferenceOptions>()); }

}  // namespace

TaskSpec mapReferenceTask()
{
    return {.id = "map-reference",
            .title = "Map to a reference",
            .summary =
                "Labels from the nearest cells of a labeled reference in a model's space: obs lexicell_mapped_label, "
                "lexicell_mapped_confidence, and lexicell_out_of_reference for cells farther from the reference than its own "
                "cells are from one another. The same vote in a PCA stands beside.",
            .group = TaskGroup::Annotate,
            .needs = {Need::Dataset, Need::Model, Need::CellVectors},
            .model = ModelUse::Required,
            .options = OptionValues(MapReferenceOptions{}),
            .run = &run,
            .check = &check};
}

}  // namespace lexicell::models::tasks
