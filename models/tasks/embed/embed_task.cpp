#include "models/tasks/embed/embed_task.h"

#include "models/input/coverage_json.h"
#include "models/tasks/embed/embed.h"
#include "models/tasks/embed/embedding_key.h"

namespace lexicell::models::tasks {

namespace {

Result<TaskOutcome> run(const TaskInput &input, const OptionValues &values, JobContext &context)
{
    auto options = values.as<EmbedOptions>();
    options.key = keyOfResult(input, options.key, context);
    LEXICELL_TRY(embedded, embed(*input.dataset, *input.model, options, context));
    LEXICELL_TRY(dataset, withEmbedding(*input.dataset, *input.model, options, embedded));
    const ModelCard &card = input.model->card;
    return TaskOutcome{DatasetChange{std::move(dataset)},
                       {{"key", options.key},
                        {"embedding_size", card.embeddingSize},
                        {"empty_cells", embedded.emptyCells},
                        {"truncated_cells", embedded.truncatedCells},
                        {"coverage", input::toJson(embedded.coverage)}}};
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
            .estimate = &estimate};
}

}  // namespace lexicell::models::tasks
