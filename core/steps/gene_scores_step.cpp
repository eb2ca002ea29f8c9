#include "core/steps/gene_scores.h"

#include "core/genes/gene_names.h"
#include "core/genes/gene_search.h"
#include "core/genes/gene_spelling.h"
#include "core/preprocess/gene_scores.h"
#include "core/steps/step_input.h"
#include "core/steps/step_output.h"

#include <algorithm>

namespace lexicell::steps {

namespace {

std::string examples(const std::vector<std::string> &names)
{
    constexpr std::size_t most = 5;
    std::string text;
    for (std::size_t i = 0; i < std::min(names.size(), most); ++i) text += (i ? ", " : "") + names[i];
    return names.size() > most ? text + " and " + std::to_string(names.size() - most) + " more" : text;
}

// Columns of the genes, by any of their names; ascending, each once.
Result<std::vector<std::int64_t>> chosenGenes(const data::Dataset &dataset, const GeneScoresOptions &options, JobContext &context)
{
    const std::string column = options.geneColumn == "index" ? std::string() : options.geneColumn;
    LEXICELL_TRY(names, genes::geneNames(dataset, column));
    const auto table = genes::GeneTable::nearest(genes::likelySpecies(names));
    const genes::GeneSearch search(names, genes::geneSymbols(dataset.var), table.ok() ? *table : nullptr);
    std::vector<std::int64_t> found;
    std::vector<std::string> unknown;
    for (const std::string &name : options.genes) {
        const std::int64_t gene = search.named(name);
        if (gene < 0) unknown.push_back(name);
        else found.push_back(gene);
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    if (found.empty())
        return Error{errors::unknownGene,
                     "None of the genes (" + examples(unknown) + ") is in " + sourceName(dataset) +
                         ". Check the spelling, or choose another column of genes.",
                     {},
                     {{"genes"}, {"gene-column"}}};
    if (!unknown.empty())
        context.warn(warnings::unknownGenes,
                     "Not in the data set, and left out: " + examples(unknown) +
                         ". Check the spelling, or choose another column of genes.",
                     {{"gene-column"}});
    return found;
}

Result<GeneScores> run(const data::Dataset &dataset, const GeneScoresOptions &options, JobContext &context)
{
    LEXICELL_CHECK(checkGeneScoresOptions(options));
    context.report(0.0, "reading the matrix");
    LEXICELL_TRY(chosen, chosenGenes(dataset, options, context));
    LEXICELL_TRY(block, options.logNormalized ? readLogNormalized(dataset, options.layer)
                                              : readCounts(dataset, options.layer, LogValues::Allowed));
    if (context.cancelled()) return cancelled();
    context.report(0.3, "scoring the cells");
    const auto values = options.logNormalized ? preprocess::LogValues::asIs(block) : preprocess::LogValues::ofCounts(block);
    const auto bins = preprocess::expressionBins(preprocess::meanOfGenes(values), options.bins);
    const auto control = preprocess::controlGenes(bins, chosen, options.controlSize, options.seed);
    if (control.empty())
        return Error{errors::tooFewGenes,
                     "No other gene has the expression of these genes, so there is no control. Score fewer genes, or use "
                     "fewer levels of expression.",
                     {},
                     {{"n-bins"}}};
    if (context.cancelled()) return cancelled();
    context.report(0.7, "scoring the cells");
    GeneScores result{dataset, static_cast<std::int64_t>(chosen.size()), static_cast<std::int64_t>(control.size())};
    const data::ResultKey key{data::Slot::Obs, options.scoreName};
    warnReplaced(dataset, key, context);
    result.dataset.obs.columns.set(options.scoreName, column(preprocess::geneScores(values, chosen, control)));
    recordStep(result.dataset, "gene-scores", key, options, options.seed, {});
    context.report(1.0, "scoring the cells");
    return result;
}

}  // namespace

Result<void> checkGeneScoresOptions(const GeneScoresOptions &options)
{
    if (options.genes.empty()) return Error{errors::badOption, "Name the genes to score.", {}, {{"genes"}}};
    if (options.scoreName.empty()) return Error{errors::badOption, "Name the obs column for the score.", {}, {{"score-name"}}};
    if (options.controlSize < 1)
        return Error{errors::badOption, "At least 1 control gene must be drawn from each level.", {}, {{"ctrl-size"}}};
    if (options.bins < 2) return Error{errors::badOption, "There must be at least 2 levels of expression.", {}, {{"n-bins"}}};
    return {};
}

Result<GeneScores> geneScores(const data::Dataset &dataset, const GeneScoresOptions &options, JobContext &context)
{
    return guarded(
        "score the cells", [&] { return run(dataset, options, context); }, "Use fewer cells or genes.");
}

}  // namespace lexicell::steps
