#include "models/tasks/embed/embed.h"

#include "core/base/guarded.h"
#include "core/steps/step_output.h"
#include "models/input/token_batches.h"

#include <algorithm>
#include <cassert>

namespace lexicell::models::tasks {

namespace {

constexpr double preparingShare = 0.03;  // of the job's time, for the progress bar

Result<void> checkCells(const LoadedModel &model)
{
    if (model.cells) return {};
    return Error{errors::unsupportedModel,
                 "The model " + model.card.name +
                     " has no vector for a cell: it predicts expression after a perturbation. Embed with the checkpoint that it "
                     "was fine-tuned from.",
                 {}};
}

Result<input::PreparedCells> prepare(const data::Dataset &dataset, const LoadedModel &model, const EmbedOptions &options,
                                     JobContext &context)
{
    const JobPart part(context, 0.0, preparingShare);
    return input::prepareCells(dataset, model.card, model.tokenizer, options, context);
}

void warnAboutEmptyCells(const input::PreparedCells &cells, JobContext &context)
{
    if (cells.emptyCells == 0) return;
    context.warn(warnings::emptyCells, std::to_string(cells.emptyCells) + " of " + std::to_string(cells.cells()) +
                                           " cells have no gene that the model knows: their rows are zero, obs "
                                           "lexicell_embedded is False, and later steps leave them out.");
}

// Where the vector of a cell goes: of a share, the place of the cell among its cells.
std::int64_t rowOf(const std::vector<std::int64_t> &cells, std::int64_t cell)
{
    if (cells.empty()) return cell;
    return std::lower_bound(cells.begin(), cells.end(), cell) - cells.begin();
}

Result<EmbedResult> run(const data::Dataset &dataset, const LoadedModel &model, const EmbedOptions &options,
                        const input::Shard &shard, JobContext &context)
{
    LEXICELL_CHECK(checkCells(model));
    LEXICELL_TRY(cells, prepare(dataset, model, options, context));
    EmbedResult result;
    data::Embedding &embedding = result.embedding;
    if (shard.asked()) result.cells = input::cellsOf(cells, model, shard);
    embedding.cells = shard.asked() ? static_cast<std::int64_t>(result.cells.size()) : cells.cells();
    embedding.dimensions = model.card.embeddingSize;
    embedding.values.assign(static_cast<std::size_t>(embedding.cells * embedding.dimensions), 0.0F);
    {
        const JobPart part(context, preparingShare, 1.0);
        LEXICELL_CHECK(input::forEachBatch(
            cells, model, "Embedding cells",
            [&](const input::CellBatch &batch) -> Result<void> {
                LEXICELL_TRY(vectors, model.cells->encodeCells(batch.tokens, context));
                assert(vectors.size() == batch.cells.size() * static_cast<std::size_t>(embedding.dimensions));
                for (std::size_t i = 0; i < batch.cells.size(); ++i)
                    std::copy_n(vectors.begin() + static_cast<std::ptrdiff_t>(i) * embedding.dimensions, embedding.dimensions,
                                embedding.row(rowOf(result.cells, batch.cells[i])));
                return {};
            },
            context, shard));
    }
    if (cells.emptyCells > 0)
        for (std::int64_t row = 0; row < embedding.cells; ++row)
            embedding.embedded.push_back(cells.length(shard.asked() ? result.cells[static_cast<std::size_t>(row)] : row) > 0);
    warnAboutEmptyCells(cells, context);
    result.coverage = std::move(cells.coverage);
    result.truncatedCells = cells.truncatedCells;
    result.emptyCells = cells.emptyCells;
    return result;
}

ProvenanceStep provenanceStep(const LoadedModel &model, const EmbedOptions &options, const std::string &key)
{
    ProvenanceStep step{"embed", toText(data::ResultKey{data::Slot::Obsm, key}), optionsToText(options), {}};
    step.options.emplace_back("seed", std::to_string(options.seed));
    step.inputs = {{"family", model.card.family}, {"model", model.card.sha256}};
    if (!model.card.notice.empty()) step.inputs.emplace_back("notice", model.card.notice);
    // The choice of "auto" is recorded, so that the run can be repeated with it.
    if (!model.compute.device.empty()) step.options.emplace_back("device", model.compute.device);
    for (auto &[name, value] : step.options)
        if (name == "precision" && !model.compute.precision.empty()) value = model.compute.precision;
    return step;
}

// Removes the column of an earlier run under this key, which would not fit this result.
void setEmbeddedCells(data::Dataset &dataset, const std::string &key, const data::Embedding &embedding)
{
    const std::string column = steps::embeddedColumn(dataset, key);
    if (embedding.embedded.empty() && !dataset.obs.columns.find(column)) return;
    const std::vector<bool> all(static_cast<std::size_t>(embedding.cells), true);
    dataset.obs.columns.set(column,
                            data::makeElement(data::Array::ofBool(embedding.embedded.empty() ? all : embedding.embedded)));
}

}  // namespace

Result<EmbedResult> embed(const data::Dataset &dataset, const LoadedModel &model, const EmbedOptions &options,
                          JobContext &context, const input::Shard &shard)
{
    return guarded(
        "embed the cells", [&] { return run(dataset, model, options, shard, context); },
        "Use smaller batches or shorter inputs, or close other programs.");
}

Result<data::Dataset> withEmbedding(const data::Dataset &dataset, const LoadedModel &model, const EmbedOptions &options,
                                    const EmbedResult &result)
{
    return guarded("store the embedding", [&]() -> Result<data::Dataset> {
        const std::string key = options.key.empty() ? model.card.embeddingKey : options.key;
        return withVectors(dataset, key, result.embedding, provenanceStep(model, options, key));
    });
}

data::Dataset withVectors(const data::Dataset &dataset, const std::string &key, const data::Embedding &embedding,
                          const ProvenanceStep &step)
{
    data::Dataset annotated = dataset;
    data::Array values(data::DType::Float32, {embedding.cells, embedding.dimensions});
    std::copy(embedding.values.begin(), embedding.values.end(), values.as<float>());
    annotated.obsm.set(key, data::makeElement(std::move(values)));
    setEmbeddedCells(annotated, key, embedding);
    steps::record(annotated, step);
    return annotated;
}

Result<data::Dataset> embedInto(const data::Dataset &dataset, const LoadedModel &model, const EmbedOptions &options,
                                JobContext &context)
{
    LEXICELL_TRY(result, embed(dataset, model, options, context));
    return withEmbedding(dataset, model, options, result);
}

}  // namespace lexicell::models::tasks
