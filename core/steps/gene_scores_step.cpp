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

// Finds the columns of genes by any of their names.
class Columns {
  public:
    static Result<Columns> of(const data::Dataset &dataset, const GeneScoresOptions &options)
    {
        const std::string column = options.geneColumn == "index" ? std::string() : options.geneColumn;
        LEXICELL_TRY(names, genes::geneNames(dataset, column));
        const auto table = genes::GeneTable::nearest(genes::likelySpecies(names));
        Columns columns;
        columns.m_search = genes::GeneSearch(names, genes::geneSymbols(dataset.var), table.ok() ? *table : nullptr);
        return columns;
    }

    struct Found {
        std::vector<std::int64_t> genes;  // ascending, each once
        std::vector<std::string> unknown;
    };
    Found find(const std::vector<std::string> &names) const
    {
        Found found;
        for (const std::string &name : names) {
            const std::int64_t gene = m_search.named(name);
            if (gene < 0) found.unknown.push_back(name);
            else found.genes.push_back(gene);
        }
        std::sort(found.genes.begin(), found.genes.end());
        found.genes.erase(std::unique(found.genes.begin(), found.genes.end()), found.genes.end());
        return found;
    }

  private:
    genes::GeneSearch m_search;
};

// The matrix and what all sets share.
struct Scoring {
    data::CsrBlock block;
    std::vector<std::int32_t> bins;

    preprocess::LogValues values(bool logs) const
    {
        return logs ? preprocess::LogValues::asIs(block) : preprocess::LogValues::ofCounts(block);
    }
};

Result<Scoring> scoringOf(const data::Dataset &dataset, const GeneScoresOptions &options)
{
    LEXICELL_TRY(block, options.logNormalized ? readLogNormalized(dataset, options.layer)
                                              : readCounts(dataset, options.layer, LogValues::Allowed));
    Scoring scoring{std::move(block), {}};
    scoring.bins = preprocess::expressionBins(preprocess::meanOfGenes(scoring.values(options.logNormalized)), options.bins);
    return scoring;
}

Result<GeneScores> run(const data::Dataset &dataset, const GeneScoresOptions &options, JobContext &context)
{
    LEXICELL_CHECK(checkGeneScoresOptions(options));
    context.report(0.0, "reading the matrix");
    LEXICELL_TRY(columns, Columns::of(dataset, options));
    const auto found = columns.find(options.genes);
    if (found.genes.empty())
        return Error{errors::unknownGene,
                     "None of the genes (" + examples(found.unknown) + ") is in " + sourceName(dataset) +
                         ". Check the spelling, or choose another column of genes.",
                     {},
                     {{"genes"}, {"gene-column"}}};
    if (!found.unknown.empty())
        context.warn(warnings::unknownGenes,
                     "Not in the data set, and left out: " + examples(found.unknown) +
                         ". Check the spelling, or choose another column of genes.",
                     {{"gene-column"}});
    LEXICELL_TRY(scoring, scoringOf(dataset, options));
    if (context.cancelled()) return cancelled();
    const auto control = preprocess::controlGenes(scoring.bins, found.genes, options.controlSize, options.seed);
    if (control.empty())
        return Error{errors::tooFewGenes,
                     "No other gene has the expression of these genes, so there is no control. Score fewer genes, or use "
                     "fewer levels of expression.",
                     {},
                     {{"n-bins"}}};
    context.report(0.7, "scoring the cells");
    GeneScores result{dataset, static_cast<std::int64_t>(found.genes.size()), static_cast<std::int64_t>(control.size()), {}};
    const data::ResultKey key{data::Slot::Obs, options.scoreName};
    warnReplaced(dataset, key, context);
    result.dataset.obs.columns.set(options.scoreName,
                                   column(preprocess::geneScores(scoring.values(options.logNormalized), found.genes, control)));
    recordStep(result.dataset, "gene-scores", key, options, options.seed, {});
    context.report(1.0, "scoring the cells");
    return result;
}

Result<GeneScores> runSets(const data::Dataset &dataset, const std::vector<ScoredSet> &sets, const GeneScoresOptions &options,
                           JobContext &context)
{
    context.report(0.0, "reading the matrix");
    LEXICELL_TRY(columns, Columns::of(dataset, options));
    LEXICELL_TRY(scoring, scoringOf(dataset, options));
    const auto values = scoring.values(options.logNormalized);
    GeneScores result{dataset, 0, 0, {}};
    std::vector<std::string> left;
    for (std::size_t i = 0; i < sets.size(); ++i) {
        if (context.cancelled()) return cancelled();
        context.report(0.3 + 0.7 * static_cast<double>(i) / static_cast<double>(sets.size()), "scoring the cells");
        const auto genes = columns.find(sets[i].genes).genes;
        const auto control = genes.empty() ? std::vector<std::int64_t>()
                                           : preprocess::controlGenes(scoring.bins, genes, options.controlSize, options.seed);
        if (control.empty()) {
            left.push_back(sets[i].name);
            continue;
        }
        const data::ResultKey key{data::Slot::Obs, sets[i].column};
        warnReplaced(dataset, key, context);
        result.dataset.obs.columns.set(sets[i].column, column(preprocess::geneScores(values, genes, control)));
        recordStep(result.dataset, "gene-scores", key, options, options.seed, {});
        result.sets.push_back(
            {sets[i].name, sets[i].column, static_cast<std::int64_t>(genes.size()), static_cast<std::int64_t>(control.size())});
    }
    if (result.sets.empty())
        return Error{errors::unknownGene,
                     "No gene set has genes in " + sourceName(dataset) +
                         ". Check the species of the sets, or choose another column of genes.",
                     {},
                     {{"gmt"}, {"gene-column"}}};
    if (!left.empty())
        context.warn(warnings::leftOut, "Gene sets without a gene in the data set, or without a control gene, were left out: " +
                                            examples(left) + ".");
    context.report(1.0, "scoring the cells");
    return result;
}

}  // namespace

Result<void> checkGeneScoresOptions(const GeneScoresOptions &options)
{
    if (options.genes.empty() == options.gmt.empty())
        return Error{errors::badOption,
                     options.genes.empty() ? "Name the genes to score, or a file of gene sets."
                                           : "Genes and a file of gene sets cannot be scored at once. Name one of them.",
                     {},
                     {{"genes"}, {"gmt"}}};
    if (!options.sets.empty() && options.gmt.empty())
        return Error{errors::badOption, "Names of gene sets need a file that holds them.", {}, {{"gmt"}}};
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

Result<GeneScores> geneSetScores(const data::Dataset &dataset, const std::vector<ScoredSet> &sets,
                                 const GeneScoresOptions &options, JobContext &context)
{
    return guarded(
        "score the cells", [&] { return runSets(dataset, sets, options, context); }, "Use fewer gene sets, cells or genes.");
}

}  // namespace lexicell::steps
