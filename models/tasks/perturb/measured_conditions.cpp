#include "models/tasks/perturb/measured_conditions.h"

#include "core/data/perturbation_labels.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <optional>

namespace lexicell::models::tasks {

namespace {

// As GEARS, scPerturb, scanpy's and Seurat's tutorials name them; the first of several that agree is taken.
constexpr std::array usualColumns{"condition",      "perturbation", "target_gene", "gene",           "gene_symbol", "target",
                                  "perturbed_gene", "guide",        "guide_id",    "guide_identity", "sgRNA",       "gRNA"};
constexpr std::size_t mostListed = 8;

bool ofGuides(const std::string &column)
{
    std::string lower = column;
    std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return lower.find("guide") != std::string::npos || lower.find("grna") != std::string::npos;
}

std::string listed(const std::vector<std::string> &names)
{
    std::string text;
    for (std::size_t i = 0; i < std::min(names.size(), mostListed); ++i) text += (i ? ", " : "") + names[i];
    return text + (names.size() > mostListed ? " and " + std::to_string(names.size() - mostListed) + " more" : "");
}

template <class T> void sortUnique(std::vector<T> &values)
{
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
}

// The genes of a label as the data set names them.
Condition conditionOf(const data::PerturbationLabel &label, const GeneFinder &finder)
{
    Condition condition;
    data::PerturbationLabel own;
    for (const std::string &gene : label.genes) {
        const std::int64_t column = finder.column(gene);
        own.genes.push_back(column < 0 ? gene : finder.names()[static_cast<std::size_t>(column)]);
        condition.genes.push_back(column);
    }
    sortUnique(own.genes);  // two names of one gene are one gene
    sortUnique(condition.genes);
    condition.names = own.genes;
    condition.name = data::conditionName(own);
    return condition;
}

data::PerturbationRules rulesFor(const std::string &column, const std::string &control, const GeneFinder &finder)
{
    return {control, ofGuides(column), [&finder](const std::string &name) { return finder.column(name) >= 0; }};
}

// What a column says.
struct ColumnReading {
    std::string column;
    std::vector<std::string> labels;  // the column's values
    std::vector<Condition> byLabel;   // without cells; empty name: says nothing
    std::vector<bool> control;        // [labels]
    std::vector<std::int32_t> codes;  // [cells] label; -1: none
    bool anyControl() const { return std::find(control.begin(), control.end(), true) != control.end(); }
    bool anyGene() const
    {
        return std::any_of(byLabel.begin(), byLabel.end(),
                           [](const Condition &c) { return !c.genes.empty() && c.genes.back() >= 0; });
    }
    std::string said(std::size_t cell) const
    {
        if (codes[cell] < 0) return {};
        const auto label = static_cast<std::size_t>(codes[cell]);
        return control[label] ? "ctrl" : byLabel[label].name;
    }
};

ColumnReading read(const std::string &column, const data::Categorical &labels, const std::string &control,
                   const GeneFinder &finder)
{
    ColumnReading reading{column, labels.categoryNames(), {}, {}, labels.codes};
    const data::PerturbationRules rules = rulesFor(column, control, finder);
    for (const std::string &name : reading.labels) {
        const data::PerturbationLabel label = data::readPerturbation(name, rules);
        reading.control.push_back(label.control);
        reading.byLabel.push_back(conditionOf(label, finder));
    }
    return reading;
}

// Whether two columns put every cell that both speak of into the same condition.
bool agree(const ColumnReading &a, const ColumnReading &b)
{
    for (std::size_t cell = 0; cell < a.codes.size(); ++cell) {
        const std::string one = a.said(cell), other = b.said(cell);
        if (!one.empty() && !other.empty() && one != other) return false;
    }
    return true;
}

std::vector<std::string> textColumns(const data::Dataset &dataset)
{
    std::vector<std::string> names;
    for (const auto &[name, element] : dataset.obs.columns.entries)
        if (element->as<data::Categorical>() || element->as<data::StringArray>()) names.push_back(name);
    return names;
}

Result<ColumnReading> recognizedColumn(const data::Dataset &dataset, const std::string &control, const GeneFinder &finder)
{
    std::vector<ColumnReading> candidates;
    for (const char *name : usualColumns) {
        if (!dataset.obs.columns.find(name)) continue;
        const auto labels = dataset.labels(name);
        if (!labels.ok()) continue;
        ColumnReading reading = read(name, *labels, control, finder);
        if (reading.anyControl() && reading.anyGene()) candidates.push_back(std::move(reading));
    }
    std::vector<std::string> names;
    names.reserve(candidates.size());
    for (const ColumnReading &candidate : candidates) names.push_back(candidate.column);
    if (candidates.empty()) {
        names = textColumns(dataset);
        return Error{
            errors::choiceNeeded,
            "No obs column is known to say which genes were perturbed: none of the usual names (condition, perturbation, "
            "gene, guide …) holds both genes of the data set and a control. Name the column" +
                (names.empty() ? std::string(".") : ": " + listed(names) + "."),
            {},
            {{"perturbation", names}}};
    }
    for (std::size_t i = 1; i < candidates.size(); ++i)
        if (!agree(candidates.front(), candidates[i]))
            return Error{errors::choiceNeeded,
                         "Several obs columns say which genes were perturbed, and they do not agree: " + listed(names) +
                             ". Choose one.",
                         {},
                         {{"perturbation", names}}};
    return std::move(candidates.front());
}

Result<ColumnReading> namedColumn(const data::Dataset &dataset, const PerturbationOptions &options, const GeneFinder &finder)
{
    LEXICELL_TRY(labels, dataset.labels(options.perturbation, "perturbation"));
    return read(options.perturbation, labels, options.control, finder);
}

Result<void> checkReading(const ColumnReading &reading, const std::string &control)
{
    if (!control.empty() && std::find(reading.labels.begin(), reading.labels.end(), control) == reading.labels.end())
        return Error{errors::badOption,
                     "obs " + reading.column + " has no value " + control + " for the control. Its values are " +
                         listed(reading.labels) + ".",
                     {},
                     {{"control"}}};
    if (!reading.anyControl())
        return Error{errors::choiceNeeded,
                     "No value of obs " + reading.column + " is known as a control. Name the control: " + listed(reading.labels) +
                         ".",
                     {},
                     {{"control", reading.labels}}};
    if (!reading.anyGene())
        return Error{errors::badOption,
                     "No value of obs " + reading.column + " names a gene of the data set: " + listed(reading.labels) +
                         ". GENE, GENE+ctrl, A+B and guides such as GENE_2 are understood. Choose another column.",
                     {},
                     {{"perturbation"}}};
    return {};
}

}  // namespace

Result<MeasuredConditions> measuredConditions(const data::Dataset &dataset, const GeneFinder &finder,
                                              const PerturbationOptions &options, JobContext &context)
{
    auto found =
        options.perturbation.empty() ? recognizedColumn(dataset, options.control, finder) : namedColumn(dataset, options, finder);
    if (!found.ok()) return found.error();
    const ColumnReading &reading = *found;
    LEXICELL_CHECK(checkReading(reading, options.control));
    MeasuredConditions result;
    result.column = reading.column;
    std::map<std::string, Condition> conditions;
    std::int64_t leftOut = 0;
    for (std::size_t cell = 0; cell < reading.codes.size(); ++cell) {
        const std::string said = reading.said(cell);
        if (said.empty()) {
            ++leftOut;
            continue;
        }
        const auto label = static_cast<std::size_t>(reading.codes[cell]);
        if (reading.control[label]) {
            result.control.push_back(static_cast<std::int64_t>(cell));
            continue;
        }
        Condition &condition = conditions.try_emplace(said, reading.byLabel[label]).first->second;
        condition.cells.push_back(static_cast<std::int64_t>(cell));
    }
    for (auto &[name, condition] : conditions) result.conditions.push_back(std::move(condition));
    if (leftOut > 0)
        context.warn(warnings::cellsLeftOut, std::to_string(leftOut) + " of " + std::to_string(reading.codes.size()) +
                                                 " cells have no perturbation in obs " + reading.column + " and are left out.");
    return result;
}

Result<std::vector<Condition>> askedConditions(const std::vector<std::string> &given, const GeneFinder &finder,
                                               const std::string &control)
{
    std::map<std::string, Condition> asked;
    std::vector<std::string> order;
    const data::PerturbationRules rules = rulesFor({}, control, finder);
    for (const std::string &text : given) {
        const data::PerturbationLabel label = data::readPerturbation(text, rules);
        if (label.genes.empty())
            return Error{errors::badOption,
                         "\"" + text + "\" names no gene to perturb. Write A+ctrl for one gene and A+B for two.",
                         {},
                         {{"conditions"}}};
        Condition condition = conditionOf(label, finder);
        if (!condition.measured()) {
            std::vector<std::string> missing;
            for (const std::string &gene : label.genes)
                if (finder.column(gene) < 0) missing.push_back(gene);
            return Error{errors::noGeneMatches,
                         "The data set has no gene " + listed(missing) +
                             ", so its perturbation cannot be predicted. A perturbed "
                             "gene must be among the genes of the data set.",
                         {},
                         {{"conditions"}}};
        }
        const std::string name = condition.name;
        if (asked.try_emplace(name, std::move(condition)).second) order.push_back(name);
    }
    if (order.empty())
        return Error{errors::badOption, "Name the conditions to predict, such as A+ctrl or A+B.", {}, {{"conditions"}}};
    std::vector<Condition> result;
    result.reserve(order.size());
    for (const std::string &name : order) result.push_back(std::move(asked.at(name)));
    return result;
}

}  // namespace lexicell::models::tasks
