#include "models/tasks/annotate/shared_genes.h"

#include "core/data/csr_block.h"
#include "models/baselines/log_values.h"
#include "models/input/gene_column.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <unordered_set>

namespace lexicell::models::tasks {

namespace {

constexpr std::int64_t fewestGenes = 50;

// Cell names that both have say that the scores are of cells that were learned from; a few are chance.
void warnAboutSharedCells(const data::Dataset &dataset, const data::Dataset &reference, JobContext &context)
{
    const std::unordered_set<std::string> known(reference.obs.index.values.begin(), reference.obs.index.values.end());
    const auto shared = std::count_if(dataset.obs.index.values.begin(), dataset.obs.index.values.end(),
                                      [&known](const std::string &name) { return known.contains(name); });
    if (2 * shared > dataset.cells())
        context.warn(warnings::leakySplit, std::to_string(shared) + " of " + std::to_string(dataset.cells()) +
                                               " cells have the names of reference cells. If they are the same cells, labels and "
                                               "scores are those of cells that were learned from.");
}

std::string speciesOf(const input::GeneColumn &genes)
{
    const std::string species = genes::likelySpecies(genes.names);
    return species.empty() ? genes::likelySpecies(genes.alternative) : species;
}

const char *words(genes::MatchKind kind)
{
    switch (kind) {
    case genes::MatchKind::Exact: return "by equal names";
    case genes::MatchKind::SecondName: return "by a second name";
    case genes::MatchKind::Ensembl: return "by Ensembl id";
    case genes::MatchKind::PreviousSymbol: return "by a previous symbol";
    case genes::MatchKind::Alias: return "by an alias";
    case genes::MatchKind::CaseOnly: return "by names that differ in case alone";
    case genes::MatchKind::Unmatched: break;
    }
    return "";
}

// Columns of both that are the same gene, in the order of the reference.
struct Pairs {
    std::vector<std::int64_t> ofQuery, ofReference;
    std::vector<std::pair<genes::MatchKind, std::int64_t>> byKind;
};

Pairs pairsOf(const genes::GeneMatchReport &report)
{
    std::map<std::int64_t, std::int64_t> queryOf;  // by the column of the reference: the first gene of a name
    std::map<genes::MatchKind, std::int64_t> kinds;
    for (std::size_t gene = 0; gene < report.matches.size(); ++gene) {
        const genes::GeneMatch &match = report.matches[gene];
        if (match.target >= 0 && queryOf.try_emplace(match.target, static_cast<std::int64_t>(gene)).second) ++kinds[match.kind];
    }
    Pairs pairs;
    for (const auto &[reference, query] : queryOf) {
        pairs.ofReference.push_back(reference);
        pairs.ofQuery.push_back(query);
    }
    pairs.byKind.assign(kinds.begin(), kinds.end());
    return pairs;
}

void warnAboutNames(const Pairs &pairs, std::size_t genes, JobContext &context)
{
    const bool equal = pairs.byKind.size() == 1 && pairs.byKind.front().first == genes::MatchKind::Exact;
    if (equal || pairs.byKind.empty()) return;
    std::string how;
    for (const auto &[kind, count] : pairs.byKind) how += (how.empty() ? "" : ", ") + std::to_string(count) + " " + words(kind);
    context.warn(warnings::matchedNames,
                 std::to_string(pairs.ofReference.size()) + " of " + std::to_string(genes) +
                     " genes of the reference are in the data set: " + how +
                     ". Choose the column of var that holds the same kind of names in both, or match equal names alone.",
                 {{"gene-column"}, {"gene-matching", {"exact"}}});
}

// With the names of genes of the reference.
Result<Pairs> sharedColumns(const data::Dataset &dataset, const data::Dataset &reference, const input::MatchOptions &matching,
                            JobContext &context)
{
    LEXICELL_TRY(known, input::chooseGeneColumn(reference, dataset.var.index.values, matching));
    LEXICELL_TRY(genes, input::chooseGeneColumn(dataset, known.names, matching));
    const bool exact = matching.geneMatching == "exact";
    const std::string species = speciesOf(genes), others = speciesOf(known);
    std::shared_ptr<const genes::GeneTable> table;
    if (!exact) {
        auto loaded = genes::GeneTable::nearest(species.empty() ? others : species);
        if (loaded.ok()) table = *loaded;
        else context.warn(warnings::missingResource, loaded.error().message + " Genes are matched by their names alone.");
    }
    const auto report =
        genes::matchGenes(genes.names, known.names, exact ? genes::GeneMatching::Exact : genes::GeneMatching::Resolve,
                          table.get(), exact ? std::vector<std::string>() : genes.alternative);
    Pairs pairs = pairsOf(report);
    const bool byCase = std::any_of(pairs.byKind.begin(), pairs.byKind.end(),
                                    [](const auto &one) { return one.first == genes::MatchKind::CaseOnly; });
    if (byCase && !species.empty() && !others.empty() && species != others)
        context.warn(warnings::otherSpecies,
                     "The genes of the data set look like those of " + species + ", the reference's like those of " + others +
                         ": genes of one name need not be orthologues. Choose a reference of " + species + ".");
    warnAboutNames(pairs, known.names.size(), context);
    return pairs;
}

}  // namespace

Result<SharedGenes> sharedGenes(const data::Dataset &dataset, const data::Dataset &reference, const input::MatchOptions &matching,
                                JobContext &context)
{
    warnAboutSharedCells(dataset, reference, context);
    LEXICELL_TRY(pairs, sharedColumns(dataset, reference, matching, context));
    if (static_cast<std::int64_t>(pairs.ofQuery.size()) < fewestGenes)
        return Error{errors::tooFewGenes,
                     "The data set and the reference name only " + std::to_string(pairs.ofQuery.size()) +
                         " genes alike. Choose the column of var that holds the same kind of names in both.",
                     {},
                     {{"gene-column"}}};
    LEXICELL_TRY(queryMatrix, dataset.matrix(matching.layer));
    LEXICELL_TRY(queryValues, baselines::logValues(queryMatrix, context));
    LEXICELL_TRY(matrix, reference.matrix(matching.layer));
    LEXICELL_TRY(values, baselines::logValues(matrix, context));
    return SharedGenes{data::selectColumns(queryValues, pairs.ofQuery), data::selectColumns(values, pairs.ofReference),
                       std::move(pairs.byKind)};
}

}  // namespace lexicell::models::tasks
