#include "models/tasks/embed/embed_task.h"

#include "models/input/coverage_json.h"
#include "models/tasks/embed/embed.h"
#include "models/tasks/embed/embedding_key.h"
#include "models/tasks/merge/part.h"

#include <utility>

namespace lexicell::models::tasks {

namespace {

nlohmann::ordered_json summaryOf(const EmbedResult &embedded, const EmbedOptions &options)
{
    return {{"key", options.key},
            {"embedding_size", embedded.embedding.dimensions},
            {"empty_cells", embedded.emptyCells},
            {"truncated_cells", embedded.truncatedCells},
            {"coverage", input::toJson(embedded.coverage)}};
}

// The cells of the share alone, with their vectors.
Result<TaskOutcome> partOf(const TaskInput &input, const EmbedOptions &options, const EmbedResult &embedded)
{
    LEXICELL_TRY(cells, cellsAlone(*input.dataset, embedded.cells));
    LEXICELL_TRY(part, withEmbedding(cells, *input.model, options, embedded));
    markPart(part, input.shard, input.dataset->cells(), embedded.cells);
    nlohmann::ordered_json summary{{"shard", input.shard.index},
                                   {"shards", input.shard.of},
                                   {"n_obs", part.cells()},
                                   {"cells_of_whole", input.dataset->cells()}};
    summary.update(summaryOf(embedded, options));
    return TaskOutcome{NewDataset{std::move(part)}, std::move(summary)};
}

Result<TaskOutcome> run(const TaskInput &input, const OptionValues &values, JobContext &context)
{
    auto options = values.as<EmbedOptions>();
    options.key = keyOfResult(input, options.key, context);
    LEXICELL_TRY(embedded, embed(*input.dataset, *input.model, options, context, input.shard));
    if (input.shard.asked()) return partOf(input, options, embedded);
    LEXICELL_TRY(dataset, withEmbedding(*input.dataset, *input.model, options, embedded));
    return TaskOutcome{DatasetChange{std::move(dataset)}, summaryOf(embedded, options)};
}

// Before the weights are read: cells without a known gene are left out, and a batch that does not fit is halved.
Estimate estimate(const Situation &now, const OptionValues &values)
{
    const auto &options = values.as<EmbedOptions>();
    if (!now.dataset || !now.model || options.batchSize < 1) return {};
    const std::int64_t cells = now.dataset->cells();
    return {.passes = (cells + options.batchSize - 1) / options.batchSize,
            .resultBytes = cells * now.model->embeddingSize * static_cast<std::int64_t>(sizeof(float))};
}

}  // namespace

TaskSpec embedTask()
{
    return {.id = "embed",
            .title = "Embed cells",
            .summary = "Zero-shot cell embedding with a checkpoint: obsm X_scGPT.",
            .group = TaskGroup::Map,
            .needs = {Need::Dataset, Need::Model, Need::CellVectors},
            .model = ModelUse::Required,
            .options = OptionValues(EmbedOptions{}),
            .run = &run,
            .shards = true,
            .estimate = &estimate};
}

}  // namespace lexicell::models::tasks
