#include "models/tasks/fine_tune/annotation_baselines.h"

#include "core/analysis/classification_scores.h"
#include "models/baselines/log_values.h"
#include "models/input/token_batches.h"
#include "models/tasks/annotate/annotation_methods.h"

#include <algorithm>

namespace lexicell::models::tasks {

namespace {

using Labels = std::vector<std::string>;

constexpr std::int64_t neighbors = 15;

Result<std::vector<float>> frozenVectors(const LabeledCells &cells, const LoadedModel &model, JobContext &context)
{
    const auto width = static_cast<std::size_t>(model.card.embeddingSize);
    std::vector<float> vectors(static_cast<std::size_t>(cells.cells.cells()) * width, 0.0F);
    LEXICELL_CHECK(input::forEachBatch(
        cells.cells, model, "Baseline: vectors of the model as it was",
        [&](const input::CellBatch &batch) -> Result<void> {
            LEXICELL_TRY(rows, model.cells->encodeCells(batch.tokens, context));
            for (std::size_t i = 0; i < batch.cells.size(); ++i)
                std::copy_n(rows.begin() + static_cast<std::ptrdiff_t>(i * width), width,
                            vectors.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(batch.cells[i]) * width));
            return {};
        },
        context));
    return vectors;
}

// Labels of the held-out cells, in the order of the split.
Result<std::vector<MethodLabels>> labelsOfHeldOut(const LabeledCells &cells, const LoadedModel &model, std::int64_t seed,
                                                  JobContext &context)
{
    CellFeatures all;
    {
        const JobPart part(context, 0.0, 0.6);
        LEXICELL_TRY(values, baselines::logValues(cells.cells.matrix, context));
        all.values = std::move(values);
        if (model.cells) {
            LEXICELL_TRY(vectors, frozenVectors(cells, model, context));
            all.vectors = std::move(vectors);
            all.width = model.card.embeddingSize;
        }
    }
    const JobPart part(context, 0.6, 1.0);
    std::vector<std::int32_t> codes;
    codes.reserve(cells.split.training.size());
    for (const std::int64_t cell : cells.split.training)
        codes.push_back(static_cast<std::int32_t>(cells.classOf[static_cast<std::size_t>(cell)]));
    const MethodOptions options{static_cast<std::int64_t>(cells.classes.size()), neighbors, true,
                                static_cast<std::uint64_t>(seed)};
    return labelsOfMethods(chosenCells(all, cells.split.validation), chosenCells(all, cells.split.training), codes, options,
                           context);
}

}  // namespace

AnnotationScore scoreOf(std::string method, const LabeledCells &cells, const std::vector<std::string> &predicted)
{
    Labels truth;
    truth.reserve(cells.split.validation.size());
    for (const std::int64_t cell : cells.split.validation) truth.push_back(cells.className(cell));
    const auto scores = analysis::classificationScores(truth, predicted);
    return {std::move(method), scores.accuracy, scores.macroF1};
}

Result<std::vector<AnnotationScore>> annotationBaselines(const LabeledCells &cells, const LoadedModel &model, std::int64_t seed,
                                                         JobContext &context)
{
    std::vector<AnnotationScore> scores;
    const auto methods = labelsOfHeldOut(cells, model, seed, context);
    if (!methods.ok()) {
        if (methods.error().kind == ErrorKind::Cancelled || methods.error().kind == ErrorKind::OutOfMemory)
            return methods.error();
        context.warn(warnings::noBaseline, "No simpler method stands beside the model: " + methods.error().message);
        return scores;
    }
    for (const MethodLabels &method : *methods) {
        Labels labels;
        labels.reserve(method.best.size());
        for (const std::int32_t best : method.best) labels.push_back(cells.classes[static_cast<std::size_t>(best)]);
        scores.push_back(scoreOf(method.name, cells, labels));
    }
    return scores;
}

}  // namespace lexicell::models::tasks
