#include "models/tasks/gene_scores/gene_scores_task.h"

#include "core/steps/free_keys.h"
#include "core/steps/gene_scores.h"
#include "models/tasks/gene_lists.h"

#include <algorithm>
#include <set>
#include <string>

namespace lexicell::models::tasks {

namespace {

using steps::GeneScoresOptions;

constexpr std::size_t mostSets = 500;  // each is a column of obs

// A column of its own for each set: names of sets may be equal, and a file cannot hold a slash in the name of a column.
class FreeColumns {
  public:
    explicit FreeColumns(const data::Dataset *brought) : m_brought(brought) {}

    std::string of(std::string name)
    {
        std::replace(name.begin(), name.end(), '/', '_');
        const auto isFree = [this](const std::string &column) {
            return !m_given.contains(column) && !(m_brought && m_brought->obs.columns.find(column));
        };
        std::string column = name;
        for (int number = 2; !isFree(column); ++number) column = name + "_" + std::to_string(number);
        m_given.insert(column);
        return column;
    }

  private:
    const data::Dataset *m_brought;  // its columns are kept; null: new ones replace them
    std::set<std::string> m_given;
};

// The chosen sets of the file, each with a free column of obs.
Result<std::vector<steps::ScoredSet>> chosenSets(const TaskInput &input, const GeneScoresOptions &options, JobContext &context)
{
    LEXICELL_TRY(lists, geneSetLists({options.gmt}, context));
    std::vector<steps::ScoredSet> sets;
    FreeColumns columns(input.brought);
    for (GeneList &list : lists) {
        if (!options.sets.empty() && std::find(options.sets.begin(), options.sets.end(), list.name) == options.sets.end())
            continue;
        std::string column = columns.of(options.scoreName + "_" + list.name);
        sets.push_back({list.name, std::move(column), std::move(list.genes)});
    }
    for (const std::string &name : options.sets)
        if (std::none_of(sets.begin(), sets.end(), [&](const auto &set) { return set.name == name; }))
            return Error{errors::badOption, "There is no gene set " + name + " in " + options.gmt + ".", {}, {{"sets"}}};
    if (sets.size() > mostSets)
        return Error{errors::tooLarge,
                     options.gmt + " holds " + std::to_string(sets.size()) + " gene sets, and at most " +
                         std::to_string(mostSets) + " columns are added at once. Name the sets to score.",
                     {},
                     {{"sets"}}};
    return sets;
}

Result<TaskOutcome> runSets(const TaskInput &input, const GeneScoresOptions &options, JobContext &context)
{
    LEXICELL_TRY(sets, chosenSets(input, options, context));
    LEXICELL_TRY(scores, steps::geneSetScores(*input.dataset, sets, options, context));
    TaskOutcome outcome{DatasetChange{std::move(scores.dataset)}};
    outcome.summary["sets"] = nlohmann::ordered_json::array();
    for (const auto &set : scores.sets)
        outcome.summary["sets"].push_back(
            {{"set", set.name}, {"column", set.column}, {"genes", set.genes}, {"control_genes", set.controlGenes}});
    return outcome;
}

Result<TaskOutcome> run(const TaskInput &input, const OptionValues &values, JobContext &context)
{
    auto options = values.as<GeneScoresOptions>();
    LEXICELL_CHECK(steps::checkGeneScoresOptions(options));
    if (!options.gmt.empty()) return runSets(input, options, context);
    LEXICELL_TRY(genes, geneNames(options.genes));
    options.genes = std::move(genes);
    if (input.brought) {
        const std::string free = steps::freeObsColumn(*input.brought, options.scoreName);
        if (free != options.scoreName)
            context.warn(warnings::keptColumns, "The file's own columns are kept. The new one is called " + free + ".");
        options.scoreName = free;
    }
    LEXICELL_TRY(scores, steps::geneScores(*input.dataset, options, context));
    TaskOutcome outcome{DatasetChange{std::move(scores.dataset)}};
    outcome.summary = {{"genes", scores.genes}, {"control_genes", scores.controlGenes}};
    return outcome;
}

Result<void> check(const OptionValues &values)
{
    auto options = values.as<GeneScoresOptions>();
    LEXICELL_CHECK(steps::checkGeneScoresOptions(options));
    if (!options.gmt.empty()) return checkGeneSets(options.gmt);
    LEXICELL_CHECK(geneNames(options.genes));
    return {};
}

}  // namespace

TaskSpec geneScoresTask()
{
    return {.id = "gene-scores",
            .title = "Gene scores",
            .summary = "Score a set of genes, or each set of a GMT file, in every cell, against control genes of similar "
                       "expression: obs score.",
            .group = TaskGroup::Genes,
            .needs = {Need::Dataset},
            .options = OptionValues(GeneScoresOptions{}),
            .run = &run,
            .check = &check};
}

}  // namespace lexicell::models::tasks
