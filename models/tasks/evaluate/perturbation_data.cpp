#include "models/tasks/evaluate/perturbation_data.h"

#include "core/analysis/perturbation/profile_scores.h"
#include "core/data/csr_block.h"
#include "core/io/read_dataset.h"
#include "core/steps/step_input.h"
#include "models/tasks/knock_out/perturbed_cells.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

namespace lexicell::models::tasks {

namespace {

constexpr std::int64_t fewestMeasured = 4;   // cells of a perturbation: two in each half
constexpr std::int64_t fewestPredicted = 2;  // the jackknife leaves out one
constexpr std::size_t mostNamed = 8;

std::string someOf(const std::vector<std::string> &names)
{
    std::string text;
    for (std::size_t i = 0; i < std::min(names.size(), mostNamed); ++i) text += (i ? ", " : "") + names[i];
    return names.size() > mostNamed ? text + " and " + std::to_string(names.size() - mostNamed) + " more" : text;
}

// The label of every cell, and how many cells each label has, in the order of the categories.
struct Labels {
    std::vector<std::string> ofCell;  // empty: none
    std::vector<std::string> names;   // with cells
    std::map<std::string, std::int64_t> cells;

    std::int64_t count(const std::string &name) const
    {
        const auto found = cells.find(name);
        return found == cells.end() ? 0 : found->second;
    }
};

Result<Labels> labelsOf(const data::Dataset &dataset, const std::string &column, const char *option)
{
    LEXICELL_TRY(read, dataset.labels(column, option));
    Labels labels;
    labels.ofCell = read.texts();
    for (std::size_t cell = 0; cell < read.codes.size(); ++cell)
        if (read.codes[cell] >= 0) ++labels.cells[labels.ofCell[cell]];
    for (const std::string &name : read.categoryNames())
        if (labels.count(name) > 0) labels.names.push_back(name);
    return labels;
}

// Of each gene of the measurement its column in `names`. `whose`: the file, in messages.
Result<std::vector<std::int64_t>> columnsOf(const std::vector<std::string> &genes, const std::vector<std::string> &names,
                                            const std::string &whose, JobContext &context)
{
    std::unordered_map<std::string, std::int64_t> places;
    for (std::size_t i = 0; i < names.size(); ++i) places.emplace(names[i], static_cast<std::int64_t>(i));
    std::vector<std::int64_t> columns;
    std::vector<std::string> missing;
    for (const std::string &gene : genes) {
        const auto found = places.find(gene);
        if (found == places.end()) {
            missing.push_back(gene);
            continue;
        }
        columns.push_back(found->second);
        places.erase(found);
    }
    if (!missing.empty())
        return Error{errors::tooFewGenes,
                     whose + " has " + std::to_string(columns.size()) + " of the " + std::to_string(genes.size()) +
                         " genes of the measurement, matched by name; " + someOf(missing) +
                         (missing.size() == 1 ? " is" : " are") +
                         " missing. Scores depend on all genes: predict the missing ones, or cut the measurement to the genes "
                         "of the prediction.",
                     {},
                     {{"truth"}}};
    if (!places.empty())
        context.warn(warnings::leftOut, whose + " has " + std::to_string(places.size()) +
                                            " genes that the measurement lacks, matched by name; they are left out.");
    return columns;
}

analysis::PerturbationCounts grouped(data::CsrBlock counts, const std::vector<std::string> &labels,
                                     const std::vector<std::string> &perturbations, const std::string &control)
{
    std::map<std::string, std::int32_t> codes;
    for (const std::string &name : perturbations) codes.emplace(name, static_cast<std::int32_t>(codes.size()));
    codes.emplace(control, static_cast<std::int32_t>(perturbations.size()));
    std::vector<std::int32_t> ofCell;
    ofCell.reserve(labels.size());
    for (const std::string &label : labels) {
        const auto found = codes.find(label);
        ofCell.push_back(found == codes.end() ? -1 : found->second);
    }
    return {std::move(counts), analysis::groupsOf(std::move(ofCell), perturbations.size() + 1)};
}

// Training perturbations: those whose cells say "train" in the column; without a column all.
Result<std::set<std::string>> trainingOf(const data::Dataset &measured, const Labels &labels, const EvaluateOptions &options)
{
    std::set<std::string> training;
    if (options.split.empty()) {
        training.insert(labels.names.begin(), labels.names.end());
    } else {
        LEXICELL_TRY(splits, labelsOf(measured, options.split, "split"));
        for (std::size_t cell = 0; cell < labels.ofCell.size(); ++cell)
            if (splits.ofCell[cell] == "train" && !labels.ofCell[cell].empty()) training.insert(labels.ofCell[cell]);
    }
    training.erase(options.control);
    if (training.empty())
        return Error{errors::badOption,
                     "No perturbation of the measurement has cells with the value train in obs column " + options.split +
                         ". Choose the column that marks the training perturbations.",
                     {},
                     {{"split"}}};
    return training;
}

// The perturbations to score: all of the prediction, and all of the measurement but training perturbations marked as such.
Result<std::vector<std::string>> scoredPerturbations(const Labels &measured, const Labels &predicted,
                                                     const std::set<std::string> &training, const EvaluateOptions &options)
{
    if (measured.count(options.control) < fewestMeasured)
        return Error{errors::badOption,
                     "The measurement has " + std::to_string(measured.count(options.control)) + " cells of the control " +
                         options.control + " in obs column " + options.perturbation + "; " + std::to_string(fewestMeasured) +
                         " are needed. Its values are " + someOf(measured.names) + ".",
                     {},
                     {{"control"}}};
    std::vector<std::string> scored, unmeasured, unpredicted, few;
    for (const std::string &name : predicted.names)
        if (name != options.control && measured.count(name) == 0) unmeasured.push_back(name);
    for (const std::string &name : measured.names) {
        if (name == options.control) continue;
        if (predicted.count(name) > 0) scored.push_back(name);
        else if (options.split.empty() || !training.contains(name)) unpredicted.push_back(name);
    }
    if (!unmeasured.empty() || !unpredicted.empty())
        return Error{errors::tooFewCells,
                     (unmeasured.empty() ? "The prediction has no cells of " + someOf(unpredicted)
                                         : "The measurement has no cells of " + someOf(unmeasured)) +
                         " in obs column " + options.perturbation +
                         ". Both files need cells of every perturbation, with the same labels; only training perturbations that "
                         "the measurement marks as such may be missing from the prediction.",
                     {},
                     {{"perturbation"}, {"split"}}};
    for (const std::string &name : scored)
        if (measured.count(name) < fewestMeasured || predicted.count(name) < fewestPredicted) few.push_back(name);
    if (!few.empty())
        return Error{errors::tooFewCells,
                     "There are too few cells of " + someOf(few) + ": a perturbation needs " + std::to_string(fewestMeasured) +
                         " cells in the measurement and " + std::to_string(fewestPredicted) +
                         " in the prediction. Leave it out of both files.",
                     {},
                     {{"perturbation"}}};
    if (scored.size() < 2)
        return Error{
            errors::tooSmall,
            "There is only one perturbation with cells in both files. Half of the scores compare perturbations with each "
            "other: at least two are needed.",
            {},
            {{"perturbation"}}};
    return scored;
}

std::vector<double> centerOf(const analysis::PerturbationCounts &measured, const Labels &labels,
                             const std::set<std::string> &training)
{
    analysis::SampleMatrix profiles{0, measured.genes(), {}};
    std::vector<std::size_t> rows;
    for (const std::string &name : training) {
        std::vector<std::int64_t> cells;
        for (std::size_t cell = 0; cell < labels.ofCell.size(); ++cell)
            if (labels.ofCell[cell] == name) cells.push_back(static_cast<std::int64_t>(cell));
        const auto profile = analysis::meanProfile(measured, cells);
        profiles.values.insert(profiles.values.end(), profile.begin(), profile.end());
        rows.push_back(static_cast<std::size_t>(profiles.samples++));
    }
    return analysis::meanOfRows(profiles, rows);
}

// Of the baseline, which may hold fractions: it is scaled, not counted.
Result<data::CsrBlock> readAmounts(const data::Dataset &dataset, const std::string &layer)
{
    LEXICELL_TRY(matrix, dataset.matrix(layer));
    LEXICELL_TRY(block, matrix.all());
    for (const float value : block.values)
        if (!std::isfinite(value) || value < 0.0F)
            return Error{errors::negativeCounts,
                         "The baseline " + steps::sourceName(dataset) +
                             " holds values that are negative or no numbers. Counts, or counts times a factor, are needed.",
                         {},
                         {{"baseline"}}};
    return std::move(block);
}

Result<analysis::PerturbationCounts> readBaseline(const EvaluateOptions &options, const PerturbationData &made,
                                                  JobContext &context)
{
    LEXICELL_TRY(dataset, io::readDataset(options.baseline, {}, context));
    LEXICELL_TRY(labels, labelsOf(dataset, options.perturbation, "perturbation"));
    std::vector<std::string> missing;
    for (const std::string &name : made.perturbations)
        if (labels.count(name) < fewestPredicted) missing.push_back(name);
    if (!missing.empty())
        return Error{errors::tooFewCells,
                     "The baseline has fewer than " + std::to_string(fewestPredicted) + " cells of " + someOf(missing) +
                         " in obs column " + options.perturbation + ". It needs cells of every perturbation that is scored.",
                     {},
                     {{"baseline"}}};
    LEXICELL_TRY(columns, columnsOf(made.panel.genes, dataset.var.index.values, "The baseline", context));
    LEXICELL_TRY(block, readAmounts(dataset, options.layer));
    return analysis::withControlOf(
        grouped(data::selectColumns(block, columns), labels.ofCell, made.perturbations, options.control), made.measured);
}

}  // namespace

Result<PerturbationData> readPerturbations(const data::Dataset &predicted, const EvaluateOptions &options, JobContext &context)
{
    LEXICELL_TRY(truth, io::readDataset(options.truth, {}, context));
    LEXICELL_TRY(measuredLabels, labelsOf(truth, options.perturbation, "perturbation"));
    LEXICELL_TRY(predictedLabels, labelsOf(predicted, options.perturbation, "perturbation"));
    PerturbationData result;
    result.panel.genes = truth.var.index.values;
    LEXICELL_TRY(columns, columnsOf(result.panel.genes, predicted.var.index.values, "The prediction", context));
    LEXICELL_TRY(training, trainingOf(truth, measuredLabels, options));
    LEXICELL_TRY(scored, scoredPerturbations(measuredLabels, predictedLabels, training, options));
    result.perturbations = scored;
    LEXICELL_TRY(measured, steps::readCounts(truth, options.layer, steps::LogValues::Refused));
    LEXICELL_TRY(guess, steps::readCounts(predicted, options.layer, steps::LogValues::Refused));

    const GeneFinder finder({"", result.panel.genes, {}}, true);
    for (const std::string &name : result.perturbations) {
        auto genes = genesOfLabel(name, options.control, finder);
        std::erase(genes, -1);
        result.panel.targets.push_back(std::move(genes));
    }
    result.measured = grouped(std::move(measured), measuredLabels.ofCell, result.perturbations, options.control);
    result.predicted = analysis::withControlOf(
        grouped(data::selectColumns(guess, columns), predictedLabels.ofCell, result.perturbations, options.control),
        result.measured);
    result.reference = centerOf(result.measured, measuredLabels, training);
    if (!options.baseline.empty()) {
        LEXICELL_TRY(baseline, readBaseline(options, result, context));
        result.baseline = std::move(baseline);
    }
    return result;
}

}  // namespace lexicell::models::tasks
