#include "models/tasks/embed/embed_task.h"

#include "core/data/result_key.h"
#include "models/input/coverage_json.h"
#include "models/tasks/embed/embed.h"
#include "models/tasks/embed/embedding_key.h"

namespace lexicell::models::tasks {

namespace {

std::string obsm(const std::string &key) { return "obsm[\"" + key + "\"]"; }

// A key that is free in the file.
std::string freeKey(const TaskInput &input, const std::string &wanted, JobContext &context)
{
    const ModelCard &card = input.model->card;
    const std::string usual = wanted.empty() ? card.embeddingKey : wanted;
    const std::string key = freeEmbeddingKey(*input.brought, *input.dataset, card, wanted);
    if (key != usual)
        context.warn(warnings::keyTaken,
                     obsm(usual) + " is kept. The vectors of " + card.name + " are stored as " + obsm(key) + ".");
    return key;
}

// The usual key, unless it holds the vectors of another model and the user did not allow replacing them.
std::string usualKey(const TaskInput &input, const std::string &wanted, JobContext &context)
{
    const ModelCard &card = input.model->card;
    const std::string usual = wanted.empty() ? card.embeddingKey : wanted;
    if (!input.dataset->obsm.find(usual)) return usual;
    const std::string place = toText(data::ResultKey{data::Slot::Obsm, usual});
    const std::string other = modelOf(*input.dataset, usual);
    if (other.empty() || other == card.sha256) {
        context.warn(warnings::replaced, obsm(usual) + " was there and is replaced.", {}, place);
        return usual;
    }
    const std::string whose = obsm(usual) + " holds the vectors of another model (SHA-256 " + other.substr(0, 12) + "…)";
    if (!wanted.empty() || input.replace) {
        context.warn(warnings::replaced, whose + "; it is replaced.", {}, place);
        return usual;
    }
    const std::string named = namedEmbeddingKey(card);
    std::string key = named;
    for (int number = 2; holdsOtherVectors(*input.dataset, key, card); ++number) key = named + "_" + std::to_string(number);
    context.warn(warnings::keyTaken,
                 whose + "; those of " + card.name + " are stored as " + obsm(key) + ". Choose a key, or allow replacing it.",
                 {{"key"}, {"force"}});
    return key;
}

Result<TaskOutcome> run(const TaskInput &input, const OptionValues &values, JobContext &context)
{
    auto options = values.as<EmbedOptions>();
    options.key = input.brought ? freeKey(input, options.key, context) : usualKey(input, options.key, context);
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
