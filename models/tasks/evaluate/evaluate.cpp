#include "models/tasks/evaluate/evaluate.h"

#include "core/base/guarded.h"
#include "core/base/random.h"
#include "core/data/csr_block.h"
#include "core/steps/step_output.h"
#include "models/baselines/batch_correction.h"
#include "models/baselines/log_values.h"
#include "models/baselines/variable_gene_pca.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace lexicell::models::tasks {

namespace {

CellLabels labelsOf(const data::Categorical &column, const std::vector<std::int64_t> &cells)
{
    const auto categories = column.categoryNames();
    std::vector<std::string> names;
    names.reserve(cells.size());
    for (const std::int64_t cell : cells)
        names.push_back(categories[static_cast<std::size_t>(column.codes[static_cast<std::size_t>(cell)])]);
    return numbered(std::move(names));
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
    ScoredLabels truth;
};

bool differs(const std::vector<std::int32_t> &numbers)
{
    return std::any_of(numbers.begin(), numbers.end(), [](std::int32_t number) { return number > 0; });
}

Result<Scored> scoredCells(const data::Dataset &dataset, const data::Array &representation, const EvaluateOptions &options,
                           JobContext &context)
{
    LEXICELL_TRY(labels, dataset.labels(options.label, "label"));
    data::Categorical batches;
    if (!options.batch.empty()) {
        LEXICELL_TRY(read, dataset.labels(options.batch, "batch"));
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
    scored.cells = sampleOf(scored.cells, options.maxCells, options.seed);
    scored.truth.labels = labelsOf(labels, scored.cells);
    if (!batches.codes.empty()) scored.truth.batches = labelsOf(batches, scored.cells);
    if (scored.cells.size() < fewestScoredCells || !differs(scored.truth.labels.numbers))
        return tooFew(options, std::to_string(fewestScoredCells) + " cells and two labels are needed");
    return scored;
}

ScoringRules rules(const EvaluateOptions &options) { return {options.rounds, options.seed}; }

// What needs no model, of the cells that are scored and their own variable genes.
Result<std::vector<baselines::CorrectedVectors>> baselinesOf(const data::Dataset &dataset, const Scored &scored,
                                                             const EvaluateOptions &options, JobContext &context)
{
    LEXICELL_TRY(matrix, dataset.matrix(options.layer));
    LEXICELL_TRY(values, baselines::logValues(matrix, context));
    return baselines::comparedVectors(data::selectRows(values, scored.cells), scored.truth.batches.numbers,
                                      static_cast<std::uint64_t>(options.seed), context);
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
        LEXICELL_TRY(scores, representationScores(viewOf(vectors), scored.truth, rules(options), context));
        if (i == 0) result.pca = scores;
        else result.integrated.push_back({name, scores});
    }
    return {};
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
        LEXICELL_TRY(own,
                     representationScores({rows.as<float>(), result.cells, rows.dim(1)}, scored.truth, rules(options), context));
        result.own = own;
    }
    {
        const JobPart part(context, 0.25, 0.8);
        LEXICELL_CHECK(scoreBaselines(dataset, scored, options, result, context));
    }
    const JobPart part(context, 0.8, 1.0);
    const data::Embedding chance = randomVectors(result.cells, options.seed);
    LEXICELL_TRY(random, representationScores(viewOf(chance), scored.truth, rules(options), context));
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
    LEXICELL_TRY(truth, dataset.labels(options.label, "label"));
    LEXICELL_TRY(predicted, dataset.labels(options.predicted, "predicted"));
    data::Categorical batches;
    if (!options.batch.empty()) {
        LEXICELL_TRY(read, dataset.labels(options.batch, "batch"));
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
