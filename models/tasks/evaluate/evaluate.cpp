#include "models/tasks/evaluate/evaluate.h"

#include "core/analysis/fuzzy_graph.h"
#include "core/analysis/integration_scores.h"
#include "core/analysis/silhouette.h"
#include "core/base/guarded.h"
#include "core/base/random.h"
#include "core/data/csr_block.h"
#include "core/steps/step_output.h"
#include "models/baselines/batch_correction.h"
#include "models/baselines/log_values.h"
#include "models/baselines/variable_gene_pca.h"
#include "models/tasks/gene_network/coexpression.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

namespace lexicell::models::tasks {

namespace {

constexpr int neighborsOfGraph = 15;  // the cell included
constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

// The labels of some cells, as names and as numbers without gaps.
struct CellLabels {
    std::vector<std::string> names;
    std::vector<std::int32_t> numbers;
};

CellLabels labelsOf(const data::Categorical &column, const std::vector<std::int64_t> &cells)
{
    const auto categories = column.categoryNames();
    std::map<std::int32_t, std::int32_t> numbers;
    CellLabels labels;
    labels.names.reserve(cells.size());
    labels.numbers.reserve(cells.size());
    for (const std::int64_t cell : cells) {
        const std::int32_t code = column.codes[static_cast<std::size_t>(cell)];
        labels.names.push_back(categories[static_cast<std::size_t>(code)]);
        labels.numbers.push_back(numbers.emplace(code, static_cast<std::int32_t>(numbers.size())).first->second);
    }
    return labels;
}

Result<data::Categorical> column(const data::Dataset &dataset, const std::string &name, const char *option)
{
    auto labels = dataset.labels(name);
    if (labels.ok()) return labels;
    Error error = labels.error();
    error.choices = {{option}};
    return error;
}

void leaveOut(std::int64_t cells, const std::string &why, JobContext &context)
{
    if (cells > 0)
        context.warn(warnings::cellsLeftOut,
                     std::to_string(cells) + (cells == 1 ? " cell is" : " cells are") + " left out: " + why);
}

Error tooFew(const EvaluateOptions &options, const std::string &needed)
{
    return {errors::tooSmall,
            "The cells with a value in obs column " + options.label + " are not enough: " + needed + ". Choose another column.",
            {},
            {{"label"}}};
}

// What is scored: some cells with their labels.
struct Scored {
    std::vector<std::int64_t> cells;
    CellLabels labels, batches;
};

bool differs(const std::vector<std::int32_t> &numbers)
{
    return std::any_of(numbers.begin(), numbers.end(), [](std::int32_t number) { return number > 0; });
}

Result<Scored> scoredCells(const data::Dataset &dataset, const data::Array &representation, const EvaluateOptions &options,
                           JobContext &context)
{
    LEXICELL_TRY(labels, column(dataset, options.label, "label"));
    data::Categorical batches;
    if (!options.batch.empty()) {
        LEXICELL_TRY(read, column(dataset, options.batch, "batch"));
        batches = std::move(read);
    }
    const auto *element =
        options.embedding == "X_pca" ? nullptr : dataset.obs.columns.find(steps::embeddedColumn(dataset, options.embedding));
    const auto *embedded = element ? element->as<data::Array>() : nullptr;
    Scored scored;
    std::int64_t withoutLabel = 0, withoutVector = 0;
    const std::int64_t width = representation.dim(1);
    for (std::int64_t cell = 0; cell < dataset.cells(); ++cell) {
        const auto place = static_cast<std::size_t>(cell);
        const float *const row = representation.as<float>() + cell * width;
        const bool known = labels.codes[place] >= 0 && (batches.codes.empty() || batches.codes[place] >= 0);
        const bool there = (!embedded || embedded->intAt(cell) != 0) &&
                           std::all_of(row, row + width, [](float value) { return std::isfinite(value); });
        if (known && there) scored.cells.push_back(cell);
        else ++(known ? withoutVector : withoutLabel);
    }
    leaveOut(withoutLabel, "they have no label or batch.", context);
    leaveOut(withoutVector, "they have no vector in obsm[\"" + options.embedding + "\"].", context);
    const auto all = static_cast<std::int64_t>(scored.cells.size());
    if (options.maxCells > 0 && all > options.maxCells) {
        std::vector<std::int64_t> fewer;
        fewer.reserve(static_cast<std::size_t>(options.maxCells));
        for (const std::int64_t i : baselines::chosenCells(all, options.maxCells, options.seed))
            fewer.push_back(scored.cells[static_cast<std::size_t>(i)]);
        scored.cells = std::move(fewer);
    }
    scored.labels = labelsOf(labels, scored.cells);
    if (!batches.codes.empty()) scored.batches = labelsOf(batches, scored.cells);
    if (scored.cells.size() < neighborsOfGraph || !differs(scored.labels.numbers))
        return tooFew(options, std::to_string(neighborsOfGraph) + " cells and two labels are needed");
    return scored;
}

void addIntervals(RepresentationScores &scores, const Scored &scored, const std::vector<std::int32_t> &clusters,
                  const std::vector<double> &widths, const std::vector<double> &mixing, const EvaluateOptions &options)
{
    if (options.rounds < 1) return;
    std::vector<std::int32_t> drawnClusters(clusters.size()), drawnLabels(clusters.size());
    std::vector<double> perLabel, counts;
    const auto found = analysis::bootstrap(
        clusters.size(), options.rounds, static_cast<std::uint64_t>(options.seed), [&](const std::vector<std::size_t> &cells) {
            double width = 0.0;
            perLabel.assign(cells.size(), 0.0);
            counts.assign(cells.size(), 0.0);
            for (std::size_t i = 0; i < cells.size(); ++i) {
                drawnClusters[i] = clusters[cells[i]];
                drawnLabels[i] = scored.labels.numbers[cells[i]];
                width += widths[cells[i]];
                if (mixing.empty() || std::isnan(mixing[cells[i]])) continue;
                perLabel[static_cast<std::size_t>(drawnLabels[i])] += mixing[cells[i]];
                counts[static_cast<std::size_t>(drawnLabels[i])] += 1.0;
            }
            const auto agreement = analysis::clusterAgreement(drawnClusters, drawnLabels);
            double mixed = 0.0, labels = 0.0;
            for (std::size_t label = 0; label < counts.size(); ++label)
                if (counts[label] > 0.0) {
                    mixed += perLabel[label] / counts[label];
                    labels += 1.0;
                }
            return std::vector<double>{agreement.nmi, agreement.ari, (width / static_cast<double>(cells.size()) + 1.0) / 2.0,
                                       labels > 0.0 ? mixed / labels : unknown};
        });
    scores.nmiRange = found[0];
    scores.ariRange = found[1];
    scores.aswLabelRange = found[2];
    scores.aswBatchRange = found[3];
}

Result<RepresentationScores> score(const data::MatrixView &cells, const Scored &scored, const EvaluateOptions &options,
                                   JobContext &context)
{
    RepresentationScores scores;
    context.report(0.0, "neighbors");
    LEXICELL_TRY(neighbors, analysis::nearestNeighbors(cells, neighborsOfGraph, analysis::NeighborMethod::Auto, context));
    scores.graphConnectivity = analysis::graphConnectivity(neighbors, scored.labels.names);
    std::vector<std::int32_t> clusters;
    {
        const JobPart part(context, 0.2, 0.5);
        LEXICELL_TRY(best, analysis::bestClusters(analysis::fuzzyGraph(neighbors, context.threads), scored.labels.numbers,
                                                  static_cast<std::uint64_t>(options.seed), context));
        scores.nmi = best.agreement.nmi;
        scores.ari = best.agreement.ari;
        scores.resolution = best.resolution;
        scores.clusters = best.count;
        clusters = std::move(best.clusters);
    }
    context.report(0.5, "silhouettes");
    LEXICELL_TRY(widths, analysis::silhouettes(cells, scored.labels.names, context));
    double sum = 0.0;
    for (const double width : widths) sum += width;
    scores.aswLabel = (sum / static_cast<double>(widths.size()) + 1.0) / 2.0;
    scores.avgBio = (scores.nmi + scores.ari + scores.aswLabel) / 3.0;
    scores.aswBatch = scores.avgBatch = unknown;
    std::vector<double> mixing;
    if (!scored.batches.names.empty()) {
        LEXICELL_TRY(mixed, analysis::batchMixing(cells, scored.labels.names, scored.batches.names, context));
        scores.aswBatch = mixed.mean;
        scores.avgBatch = (scores.aswBatch + scores.graphConnectivity) / 2.0;
        mixing = std::move(mixed.ofCell);
    }
    context.report(0.9, "intervals");
    addIntervals(scores, scored, clusters, widths, mixing, options);
    return scores;
}

// What needs no model, of the cells that are scored and their own variable genes: "pca", and with batches what corrects them.
Result<std::vector<baselines::CorrectedVectors>> baselinesOf(const data::Dataset &dataset, const Scored &scored,
                                                             const EvaluateOptions &options, JobContext &context)
{
    LEXICELL_TRY(matrix, dataset.matrix(options.layer));
    LEXICELL_TRY(all, baselines::logValues(matrix, context));
    const data::CsrBlock values = data::selectRows(all, scored.cells);
    const auto seed = static_cast<std::uint64_t>(options.seed);
    LEXICELL_TRY(pca, baselines::VariableGenePca::fit(values, seed, context));
    std::vector<baselines::CorrectedVectors> found{{"pca", pca.scores()}};
    if (!differs(scored.batches.numbers)) return found;
    if (values.rows <= mostCellsOfVariableGenes)
        found.push_back({"variable_genes", baselines::denseValues(data::selectColumns(values, pca.genes()))});
    LEXICELL_TRY(corrected, baselines::integrationBaselines(pca.scores(), scored.batches.numbers, seed, context));
    for (baselines::CorrectedVectors &each : corrected) found.push_back(std::move(each));
    return found;
}

Result<void> scoreBaselines(const data::Dataset &dataset, const Scored &scored, const EvaluateOptions &options,
                            RepresentationEvaluation &result, JobContext &context)
{
    constexpr double computed = 0.2;  // share of the time before scores
    const auto found = [&] {
        const JobPart part(context, 0.0, computed);
        return baselinesOf(dataset, scored, options, context);
    }();
    if (!found.ok()) {
        if (found.error().kind == ErrorKind::Cancelled || found.error().kind == ErrorKind::OutOfMemory) return found.error();
        context.warn(warnings::noBaseline, "There is no PCA beside it. " + found.error().message);
        return {};
    }
    const double share = (1.0 - computed) / static_cast<double>(found->size());
    for (std::size_t i = 0; i < found->size(); ++i) {
        const JobPart part(context, computed + share * static_cast<double>(i), computed + share * static_cast<double>(i + 1));
        const auto &[name, vectors] = (*found)[i];
        LEXICELL_TRY(scores, score({vectors.values.data(), vectors.cells, vectors.dimensions}, scored, options, context));
        if (i == 0) result.pca = scores;
        else result.integrated.push_back({name, scores});
    }
    return {};
}

std::vector<float> randomRows(std::size_t cells, std::int64_t seed)
{
    Random random(static_cast<std::uint64_t>(seed), Random::streamOf("random representation"));
    std::vector<float> values(cells * static_cast<std::size_t>(baselines::componentsOfPca));
    for (float &value : values) value = static_cast<float>(random.normal());
    return values;
}

Result<RepresentationEvaluation> evaluate(const data::Dataset &dataset, const EvaluateOptions &options, JobContext &context)
{
    LEXICELL_CHECK(checkEvaluateOptions(options));
    LEXICELL_TRY(representation, dataset.embedding(options.embedding));
    LEXICELL_TRY(scored, scoredCells(dataset, representation, options, context));
    RepresentationEvaluation result;
    result.cells = static_cast<std::int64_t>(scored.cells.size());
    {
        const JobPart part(context, 0.0, 0.25);
        const data::Array rows = representation.rows(scored.cells);
        LEXICELL_TRY(own, score({rows.as<float>(), result.cells, rows.dim(1)}, scored, options, context));
        result.own = own;
    }
    {
        const JobPart part(context, 0.25, 0.8);
        LEXICELL_CHECK(scoreBaselines(dataset, scored, options, result, context));
    }
    const JobPart part(context, 0.8, 1.0);
    const auto chance = randomRows(scored.cells.size(), options.seed);
    LEXICELL_TRY(random, score(data::rowsOf(chance, baselines::componentsOfPca), scored, options, context));
    result.random = random;
    return result;
}

std::string commonest(const std::vector<std::string> &labels)
{
    std::map<std::string, std::size_t> counts;
    for (const std::string &label : labels) ++counts[label];
    std::string most;
    for (const auto &[label, count] : counts)
        if (most.empty() || count > counts[most]) most = label;
    return most;
}

std::vector<std::string> commonestOfBatch(const std::vector<std::string> &truth, const std::vector<std::string> &batches)
{
    std::map<std::string, std::vector<std::string>> labels;
    for (std::size_t cell = 0; cell < truth.size(); ++cell) labels[batches[cell]].push_back(truth[cell]);
    std::map<std::string, std::string> most;
    for (const auto &[batch, own] : labels) most[batch] = commonest(own);
    std::vector<std::string> predicted;
    predicted.reserve(truth.size());
    for (const std::string &batch : batches) predicted.push_back(most[batch]);
    return predicted;
}

}  // namespace

Result<void> checkEvaluateOptions(const EvaluateOptions &options)
{
    const int chosen = !options.embedding.empty() + !options.predicted.empty() + !options.truth.empty();
    if (chosen != 1)
        return Error{errors::badOption,
                     "Choose what to score: either a representation, or a column of predicted labels, or predicted perturbations "
                     "against a file of measured cells.",
                     {},
                     {{"embedding"}, {"predicted"}, {"truth"}}};
    if (!options.truth.empty() && options.perturbation.empty())
        return Error{errors::badOption, "Choose the obs column that names the perturbations.", {}, {{"perturbation"}}};
    if (!options.truth.empty() && options.control.empty())
        return Error{errors::badOption, "Choose the value that marks cells without a perturbation.", {}, {{"control"}}};
    if (options.truth.empty() && options.label.empty())
        return Error{errors::badOption, "Choose the obs column with the true labels.", {}, {{"label"}}};
    if (options.replicates < 0)
        return Error{errors::badOption, "replicates must be at least 0 (no repeated experiment).", {}, {{"replicates"}}};
    if (options.maxCells < 0) return Error{errors::badOption, "max-cells must be at least 0 (all cells).", {}, {{"max-cells"}}};
    if (options.rounds < 0) return Error{errors::badOption, "rounds must be at least 0 (no intervals).", {}, {{"rounds"}}};
    return {};
}

Result<RepresentationEvaluation> evaluateRepresentation(const data::Dataset &dataset, const EvaluateOptions &options,
                                                        JobContext &context)
{
    return guarded(
        "score the representation", [&] { return evaluate(dataset, options, context); }, "Use fewer cells.");
}

Result<LabelEvaluation> evaluateLabels(const data::Dataset &dataset, const EvaluateOptions &options, JobContext &context)
{
    LEXICELL_CHECK(checkEvaluateOptions(options));
    LEXICELL_TRY(truth, column(dataset, options.label, "label"));
    LEXICELL_TRY(predicted, column(dataset, options.predicted, "predicted"));
    data::Categorical batches;
    if (!options.batch.empty()) {
        LEXICELL_TRY(read, column(dataset, options.batch, "batch"));
        batches = std::move(read);
    }
    std::vector<std::int64_t> cells;
    for (std::int64_t cell = 0; cell < dataset.cells(); ++cell) {
        const auto place = static_cast<std::size_t>(cell);
        if (truth.codes[place] >= 0 && predicted.codes[place] >= 0 && (batches.codes.empty() || batches.codes[place] >= 0))
            cells.push_back(cell);
    }
    leaveOut(dataset.cells() - static_cast<std::int64_t>(cells.size()), "they have no label, true or predicted, or no batch.",
             context);
    if (cells.empty()) return tooFew(options, "at least one cell with a true and a predicted label is needed");
    const auto names = labelsOf(truth, cells).names, guesses = labelsOf(predicted, cells).names;
    LabelEvaluation result;
    result.cells = static_cast<std::int64_t>(cells.size());
    result.scores = analysis::classificationScores(names, guesses);
    result.intervals =
        analysis::classificationIntervals(names, guesses, options.rounds, static_cast<std::uint64_t>(options.seed));
    result.commonest = commonest(names);
    result.majority = analysis::classificationScores(names, std::vector<std::string>(names.size(), result.commonest));
    if (!batches.codes.empty())
        result.byBatch = analysis::classificationScores(names, commonestOfBatch(names, labelsOf(batches, cells).names));
    return result;
}

}  // namespace lexicell::models::tasks
