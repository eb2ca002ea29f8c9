#include "models/tasks/perturb/perturbation_cells.h"

#include "core/data/csr_block.h"
#include "core/preprocess/normalize.h"
#include "core/preprocess/variable_genes.h"
#include "models/input/matched_data.h"

#include <algorithm>
#include <set>

namespace lexicell::models::tasks {

namespace {

Result<data::CsrBlock> logValues(const input::MatchedData &matched, JobContext &context)
{
    const data::ValueSummary &seen = matched.survey.values;
    if (!seen.counts() && !seen.looksLogged())
        return Error{errors::logValuesNeeded,
                     "The matrix holds neither counts nor their logarithms (fractions, the largest " +
                         std::to_string(static_cast<std::int64_t>(seen.max)) +
                         "). A perturbation model reads log-normalized expression. Choose the matrix that holds the counts.",
                     {},
                     {{"layer"}}};
    LEXICELL_TRY(values, matched.matrix.all());
    if (seen.counts()) preprocess::logNormalize(values, context.threads);
    return std::move(values);
}

// Columns of every perturbed gene, measured or asked for.
std::set<std::int64_t> perturbedColumns(const PerturbationCells &cells)
{
    std::set<std::int64_t> columns;
    for (const std::vector<Condition> *conditions : {&cells.measured.conditions, &cells.asked})
        for (const Condition &condition : *conditions) columns.insert(condition.genes.begin(), condition.genes.end());
    columns.erase(-1);
    return columns;
}

Result<std::vector<std::int64_t>> chosenColumns(const PerturbationCells &cells, const std::vector<std::int64_t> &ids,
                                                const PerturbationOptions &options)
{
    const std::set<std::int64_t> perturbed = perturbedColumns(cells);
    std::vector<bool> chosen(ids.size(), true);
    const auto most = static_cast<std::size_t>(options.nTopGenes);
    if (most > 0 && ids.size() > most) {
        LEXICELL_TRY(variable, preprocess::variableGenes(cells.values, preprocess::HvgFlavor::Seurat, options.nTopGenes));
        chosen = variable.highlyVariable;
    }
    std::vector<std::int64_t> columns;
    for (std::size_t gene = 0; gene < ids.size(); ++gene) {
        const auto column = static_cast<std::int64_t>(gene);
        const bool kept = options.unknownGenes == "keep" || ids[gene] >= 0;
        if (kept && (chosen[gene] || perturbed.contains(column))) columns.push_back(column);
    }
    if (columns.size() < 2)
        return Error{errors::tooFewGenes,
                     "The model knows " + std::to_string(columns.size()) +
                         " of the chosen genes; two at least are needed. Keep the genes that it does not know, or choose more.",
                     {},
                     {{"unknown-genes", {"keep"}}, {"n-top-genes"}}};
    return columns;
}

// Columns of the file become positions among the chosen genes.
void renumber(std::vector<Condition> &conditions, const std::vector<std::int64_t> &columns)
{
    for (Condition &condition : conditions) {
        for (std::int64_t &gene : condition.genes) {
            const auto found = std::lower_bound(columns.begin(), columns.end(), gene);
            gene = found != columns.end() && *found == gene ? found - columns.begin() : -1;
        }
        std::sort(condition.genes.begin(), condition.genes.end());
    }
}

Result<void> checkAsked(const PerturbationCells &cells)
{
    for (const Condition &condition : cells.asked)
        for (const std::int64_t gene : condition.genes)
            if (gene < 0 || cells.tokens[static_cast<std::size_t>(gene)] < 0)
                return Error{errors::noGeneMatches,
                             "The model does not know a gene of " + condition.name +
                                 ", so it cannot be told of its perturbation. Choose another condition.",
                             {},
                             {{"conditions"}}};
    return {};
}

void warnAboutGenes(const PerturbationCells &cells, JobContext &context)
{
    if (const std::int64_t unknown = cells.unknownGenes(); unknown > 0)
        context.warn(warnings::unknownGenes,
                     "The model does not know " + std::to_string(unknown) + " of " + std::to_string(cells.genes.size()) +
                         " genes. They share one embedding, that of padding, and are predicted all the same.",
                     {{"unknown-genes", {"drop"}}});
    std::vector<std::string> unmeasured;
    for (const Condition &condition : cells.measured.conditions)
        if (!condition.measured()) unmeasured.push_back(condition.name);
    if (unmeasured.empty()) return;
    std::string names = unmeasured.front();
    for (std::size_t i = 1; i < std::min<std::size_t>(unmeasured.size(), 8); ++i) names += ", " + unmeasured[i];
    context.warn(warnings::cellsLeftOut, std::to_string(unmeasured.size()) +
                                             " conditions perturb a gene that is not among the genes of the matrix, so no model "
                                             "can be told of it, and are left out: " +
                                             names + (unmeasured.size() > 8 ? " …." : "."));
}

}  // namespace

Result<void> check(const PerturbationOptions &options)
{
    if (options.nTopGenes >= 0) return {};
    return Error{errors::badOption, "n-top-genes must not be negative.", {}, {{"n-top-genes"}}};
}

std::int64_t PerturbationCells::unknownGenes() const { return std::count(tokens.begin(), tokens.end(), -1); }

std::vector<std::int64_t> PerturbationCells::tokensWith(std::int64_t unknown) const
{
    std::vector<std::int64_t> all = tokens;
    std::replace(all.begin(), all.end(), std::int64_t{-1}, unknown);
    return all;
}

Result<PerturbationCells> perturbationCells(const data::Dataset &dataset, const Tokenizer &tokenizer,
                                            const PerturbationRequest &request, JobContext &context)
{
    LEXICELL_TRY(matched, input::matchData(dataset, tokenizer, request.match, context));
    LEXICELL_TRY(column, input::chooseGeneColumn(dataset, tokenizer.vocabulary(), request.match));
    const GeneFinder finder(std::move(column), request.match.geneMatching == "exact");
    PerturbationCells cells;
    LEXICELL_TRY(measured, measuredConditions(dataset, finder, request.perturbation, context));
    cells.measured = std::move(measured);
    if (cells.measured.control.empty())
        return Error{errors::tooFewCells,
                     "No cell is a control in obs " + cells.measured.column +
                         ": a perturbation is predicted from control cells. Choose a data set that has some.",
                     {},
                     {{"control"}, {"perturbation"}}};
    if (!request.conditions.empty()) {
        LEXICELL_TRY(asked, askedConditions(request.conditions, finder, request.perturbation.control));
        cells.asked = std::move(asked);
    }
    if (context.cancelled()) return cancelled();
    LEXICELL_TRY(values, logValues(matched, context));
    cells.values = std::move(values);
    const std::vector<std::int64_t> &ids = matched.coverage.geneIds;
    LEXICELL_TRY(columns, chosenColumns(cells, ids, request.perturbation));
    if (columns.size() < ids.size()) cells.values = data::selectColumns(cells.values, columns);
    for (const std::int64_t chosen : columns) {
        const auto at = static_cast<std::size_t>(chosen);
        cells.genes.push_back(finder.names()[at]);
        cells.tokens.push_back(ids[at]);
    }
    cells.columns = std::move(columns);
    renumber(cells.measured.conditions, cells.columns);
    renumber(cells.asked, cells.columns);
    LEXICELL_CHECK(checkAsked(cells));
    warnAboutGenes(cells, context);
    return cells;
}

analysis::Profile meanProfile(const data::CsrBlock &values, const std::vector<std::int64_t> &cells)
{
    analysis::Profile mean(static_cast<std::size_t>(values.columns), 0.0);
    for (const std::int64_t cell : cells) {
        const auto row = static_cast<std::size_t>(cell);
        for (auto i = static_cast<std::size_t>(values.indptr[row]); i < static_cast<std::size_t>(values.indptr[row + 1]); ++i)
            mean[static_cast<std::size_t>(values.indices[i])] += static_cast<double>(values.values[i]);
    }
    if (!cells.empty())
        for (double &value : mean) value /= static_cast<double>(cells.size());
    return mean;
}

}  // namespace lexicell::models::tasks
