#include "models/tasks/fine_tune/annotation_baselines.h"

#include "core/analysis/classification_scores.h"
#include "core/data/csr_block.h"
#include "core/data/matrix_view.h"
#include "models/baselines/log_values.h"
#include "models/baselines/variable_gene_pca.h"
#include "models/input/token_batches.h"
#include "models/tasks/annotate/class_centroids.h"
#include "models/tasks/annotate/reference_vote.h"

#include <algorithm>
#include <array>

namespace lexicell::models::tasks {

namespace {

using Labels = std::vector<std::string>;

struct BaselineInput {
    const LabeledCells &cells;
    const LoadedModel &model;
    std::int64_t seed;
};
// Labels of the held-out cells, in the order of the split.
using Predict = Result<Labels> (*)(const BaselineInput &input, JobContext &context);
struct Baseline {
    const char *method;
    Predict predict;
};

constexpr std::int64_t neighbors = 15;

Labels labelsOf(const LabeledCells &cells, const std::vector<std::int64_t> &which)
{
    Labels labels;
    labels.reserve(which.size());
    for (const std::int64_t cell : which) labels.push_back(cells.className(cell));
    return labels;
}

Result<Labels> majority(const BaselineInput &input, JobContext &)
{
    std::vector<std::int64_t> counts(input.cells.classes.size(), 0);
    for (const std::int64_t cell : input.cells.split.training)
        ++counts[static_cast<std::size_t>(input.cells.classOf[static_cast<std::size_t>(cell)])];
    const auto most = static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin());
    return Labels(input.cells.split.validation.size(), input.cells.classes[most]);
}

// As annotate has it (knn-pca): the same PCA, number of neighbors and rule for ties.
Result<Labels> pcaNeighbors(const BaselineInput &input, JobContext &context)
{
    const training::Split &split = input.cells.split;
    LEXICELL_TRY(all, baselines::logValues(input.cells.cells.matrix, context));
    const data::CsrBlock known = data::selectRows(all, split.training);
    LEXICELL_TRY(pca, baselines::VariableGenePca::fit(known, static_cast<std::uint64_t>(input.seed), context));
    const std::vector<float> query = pca.project(data::selectRows(all, split.validation), context.threads);
    LEXICELL_TRY(nearest, nearestReferences(data::rowsOf(query, pca.components()),
                                            {pca.scores().values.data(), pca.scores().cells, pca.components()},
                                            std::min(neighbors, known.rows), context));
    std::vector<Vote> votes = vote(nearest, labelsOf(input.cells, split.training), VoteTie::Name);
    Labels labels;
    labels.reserve(votes.size());
    for (Vote &each : votes) labels.push_back(std::move(each.label));
    return labels;
}

Result<std::vector<float>> frozenVectors(const BaselineInput &input, JobContext &context)
{
    const auto width = static_cast<std::size_t>(input.model.card.embeddingSize);
    std::vector<float> vectors(static_cast<std::size_t>(input.cells.cells.cells()) * width, 0.0F);
    LEXICELL_CHECK(input::forEachBatch(
        input.cells.cells, input.model, "Baseline: vectors of the model as it was",
        [&](const input::CellBatch &batch) -> Result<void> {
            LEXICELL_TRY(rows, input.model.cells->encodeCells(batch.tokens, context));
            for (std::size_t i = 0; i < batch.cells.size(); ++i)
                std::copy_n(rows.begin() + static_cast<std::ptrdiff_t>(i * width), width,
                            vectors.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(batch.cells[i]) * width));
            return {};
        },
        context));
    return vectors;
}

Result<Labels> frozenCentroids(const BaselineInput &input, JobContext &context)
{
    const LabeledCells &cells = input.cells;
    LEXICELL_TRY(vectors, frozenVectors(input, context));
    std::vector<std::int32_t> codes(static_cast<std::size_t>(cells.cells.cells()), -1);
    for (const std::int64_t cell : cells.split.training)
        codes[static_cast<std::size_t>(cell)] = static_cast<std::int32_t>(cells.classOf[static_cast<std::size_t>(cell)]);
    const data::MatrixView rows = data::rowsOf(vectors, input.model.card.embeddingSize);
    const ClassCentroids centroids(rows, codes, cells.classes.size());
    Labels labels;
    labels.reserve(cells.split.validation.size());
    for (const std::int64_t cell : cells.split.validation) {
        const std::vector<double> cosines = centroids.cosines(rows.row(cell));
        labels.push_back(
            cells.classes[static_cast<std::size_t>(std::max_element(cosines.begin(), cosines.end()) - cosines.begin())]);
    }
    return labels;
}

// In the order of the table that is written. Another baseline is one line here.
constexpr std::array<Baseline, 3> allBaselines{
    {{"majority", &majority}, {"pca_knn", &pcaNeighbors}, {"frozen_centroid", &frozenCentroids}}};

}  // namespace

AnnotationScore scoreOf(std::string method, const LabeledCells &cells, const std::vector<std::string> &predicted)
{
    const auto scores = analysis::classificationScores(labelsOf(cells, cells.split.validation), predicted);
    return {std::move(method), scores.accuracy, scores.macroF1};
}

Result<std::vector<AnnotationScore>> annotationBaselines(const LabeledCells &cells, const LoadedModel &model, std::int64_t seed,
                                                         JobContext &context)
{
    std::vector<AnnotationScore> scores;
    for (const Baseline &baseline : allBaselines) {
        if (context.cancelled()) return cancelled();
        if (baseline.predict == &frozenCentroids && !model.cells) continue;
        const auto labels = baseline.predict({cells, model, seed}, context);
        if (labels.ok()) {
            scores.push_back(scoreOf(baseline.method, cells, *labels));
            continue;
        }
        if (labels.error().kind == ErrorKind::Cancelled || labels.error().kind == ErrorKind::OutOfMemory) return labels.error();
        context.warn(warnings::noBaseline,
                     std::string("The baseline ") + baseline.method + " is missing: " + labels.error().message);
    }
    return scores;
}

}  // namespace lexicell::models::tasks
