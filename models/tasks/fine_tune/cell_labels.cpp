#include "models/tasks/fine_tune/cell_labels.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace lexicell::models::tasks {

namespace {

using Cells = std::vector<std::int64_t>;

// Columns that usually hold donors or batches, as CELLxGENE and common pipelines name them.
constexpr std::array usualGroups{"donor_id", "donor", "batch", "sample", "sample_id", "patient", "individual"};

std::string listed(const std::vector<std::string> &names)
{
    constexpr std::size_t most = 5;
    std::string text;
    for (std::size_t i = 0; i < std::min(names.size(), most); ++i) text += (i ? ", " : "") + names[i];
    return text + (names.size() > most ? " and " + std::to_string(names.size() - most) + " more" : "");
}

Error noLabelsIn(const std::string &column, const std::string &has)
{
    return {errors::noLabels,
            "obs " + column + " has " + has +
                "; two labels at least are needed to learn to tell them apart. Choose another column.",
            {},
            {{"label"}}};
}

// The cells with a label that occurs more than once.
Result<Cells> usableCells(const std::vector<std::string> &labels, const FineTuneOptions &options, JobContext &context)
{
    std::map<std::string, std::int64_t> counts;
    for (const std::string &label : labels)
        if (!label.empty()) ++counts[label];
    std::vector<std::string> rare;
    for (const auto &[label, count] : counts)
        if (count == 1) rare.push_back(label);
    if (!rare.empty() && options.rareLabels == "refuse")
        return Error{errors::tooFewCells,
                     "Labels with one cell cannot be both learned and checked: " + listed(rare) + " of obs " + options.label +
                         ". Join them with others, or leave them out.",
                     {},
                     {{"rare-labels", {"leave-out"}}}};
    Cells cells;
    for (std::size_t i = 0; i < labels.size(); ++i)
        if (!labels[i].empty() && counts[labels[i]] > 1) cells.push_back(static_cast<std::int64_t>(i));
    if (cells.empty()) return noLabelsIn(options.label, "no label that can be learned");
    if (cells.size() < labels.size())
        context.warn(warnings::cellsLeftOut, std::to_string(labels.size() - cells.size()) + " of " +
                                                 std::to_string(labels.size()) + " cells have no label in obs " + options.label +
                                                 (rare.empty() ? "" : ", or one of a single cell,") + " and are left out.");
    return cells;
}

Result<void> setClasses(LabeledCells &result, const std::vector<std::string> &labels, const std::string &column)
{
    const std::set<std::string> names(labels.begin(), labels.end());
    result.classes.assign(names.begin(), names.end());
    if (result.classes.size() < 2)
        return noLabelsIn(column, result.classes.empty() ? "no label" : "the label " + result.classes.front() + " only");
    result.classOf.reserve(labels.size());
    for (const std::string &label : labels)
        result.classOf.push_back(std::lower_bound(result.classes.begin(), result.classes.end(), label) - result.classes.begin());
    return {};
}

// The column to split by or to check; empty: none.
std::string groupColumn(const data::Dataset &dataset, const FineTuneOptions &options)
{
    if (!options.batch.empty()) return options.batch;
    for (const char *name : usualGroups)
        if (dataset.obs.columns.find(name) && dataset.labels(name).ok()) return name;
    return {};
}

void warnAboutLeak(const training::Split &split, const std::vector<std::string> &groups, const std::string &column,
                   JobContext &context)
{
    auto shared = training::sharedGroups(split, groups);
    std::erase(shared, std::string());  // cells without a group
    if (shared.empty()) return;
    context.warn(warnings::leakySplit,
                 "Cells of " + listed(shared) + " (obs " + column +
                     ") are on both sides of the split. Cells of one donor or batch resemble each other, so the scores are too "
                     "good for cells of new ones. Split by that column.",
                 {{"batch", {column}}});
}

Result<void> checkTrained(const LabeledCells &cells)
{
    std::vector<bool> learned(cells.classes.size(), false);
    for (const std::int64_t cell : cells.split.training)
        learned[static_cast<std::size_t>(cells.classOf[static_cast<std::size_t>(cell)])] = true;
    std::vector<std::string> missing;
    for (std::size_t i = 0; i < learned.size(); ++i)
        if (!learned[i]) missing.push_back(cells.classes[i]);
    if (missing.empty()) return {};
    return Error{errors::tooFewCells,
                 "All cells of " + listed(missing) +
                     " are held out, so the model cannot learn them. Hold out fewer cells, or a "
                     "share of every label.",
                 {},
                 {{"split", {"stratified"}}, {"validation"}}};
}

Result<void> split(LabeledCells &result, const FineTuneOptions &options, JobContext &context)
{
    const std::string column = groupColumn(result.dataset, options);
    std::vector<std::string> groups;
    if (!column.empty()) {
        LEXICELL_TRY(labeling, result.dataset.labels(column, "batch"));
        groups = labeling.texts();
    }
    const bool byGroup = options.split == "batch" || (options.split == "auto" && !options.batch.empty());
    training::SplitOptions how{options.validation, 0.0, options.seed, {}, {}};
    if (byGroup) how.groups = groups;
    how.labels.reserve(result.classOf.size());
    for (const std::int64_t label : result.classOf) how.labels.push_back(result.classes[static_cast<std::size_t>(label)]);
    LEXICELL_TRY(parts, training::splitCells(result.cells.cells(), how));
    result.split = std::move(parts);
    if (!groups.empty()) warnAboutLeak(result.split, groups, column, context);
    return checkTrained(result);
}

// What is fitted to cells must not know the held-out ones.
Result<void> fitToTraining(LabeledCells &result, const LoadedModel &model, const FineTuneOptions &options, JobContext &context)
{
    if (result.cells.tokenizer == model.tokenizer) return {};
    LEXICELL_TRY(trained, trainingCells(result));
    LEXICELL_TRY(fitted, input::fittedTokenizer(trained, model.tokenizer, result.cells.coverage, options, context));
    result.cells.tokenizer = std::move(fitted);
    return {};
}

input::CellOptions inputOptions(const FineTuneOptions &options)
{
    input::CellOptions input;
    static_cast<input::MatchOptions &>(input) = options;
    input.maxLength = options.maxLength;
    input.ties = options.ties;
    input.seed = options.seed;
    return input;
}

}  // namespace

Result<LabeledCells> labeledCells(const data::Dataset &dataset, const LoadedModel &model, const FineTuneOptions &options,
                                  JobContext &context)
{
    LEXICELL_TRY(labeling, dataset.labels(options.label, "label"));
    const auto labels = labeling.texts();
    LEXICELL_TRY(usable, usableCells(labels, options, context));
    LEXICELL_TRY(labeled, data::subset(dataset, &usable, nullptr, &context));
    LEXICELL_TRY(prepared, input::prepareCells(labeled, model.card, model.tokenizer, inputOptions(options), context));
    LabeledCells result;
    result.dataset = std::move(labeled);
    result.cells = std::move(prepared);
    if (result.cells.emptyCells > 0) {
        context.warn(warnings::emptyCells, std::to_string(result.cells.emptyCells) +
                                               " labeled cells have no gene that the model knows and are left out.");
        Cells known;
        for (std::int64_t cell = 0; cell < result.cells.cells(); ++cell)
            if (result.cells.length(cell) > 0) known.push_back(cell);
        std::vector<std::int64_t> kept;
        kept.reserve(known.size());
        for (const std::int64_t cell : known) kept.push_back(usable[static_cast<std::size_t>(cell)]);
        usable = std::move(kept);
        LEXICELL_TRY(fewer, data::subset(result.dataset, &known, nullptr, &context));
        result.dataset = std::move(fewer);
        JobContext again;  // the warnings are said already
        again.threads = context.threads;
        LEXICELL_TRY(rest, input::prepareCells(result.dataset, model.card, model.tokenizer, inputOptions(options), again));
        result.cells = std::move(rest);
    }
    std::vector<std::string> names;
    names.reserve(usable.size());
    for (const std::int64_t cell : usable) names.push_back(labels[static_cast<std::size_t>(cell)]);
    LEXICELL_CHECK(setClasses(result, names, options.label));
    LEXICELL_CHECK(split(result, options, context));
    LEXICELL_CHECK(fitToTraining(result, model, options, context));
    return result;
}

Result<data::Dataset> trainingCells(const LabeledCells &cells)
{
    std::vector<std::int64_t> which = cells.split.training;
    std::sort(which.begin(), which.end());
    return data::subset(cells.dataset, &which, nullptr);  // its warnings are said already
}

}  // namespace lexicell::models::tasks
