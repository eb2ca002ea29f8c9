#include "models/tasks/enrich/enrich.h"

#include "core/base/guarded.h"
#include "core/genes/gene_table.h"

#include <algorithm>
#include <unordered_set>

namespace lexicell::models::tasks {

namespace {

constexpr std::size_t mostNamed = 5;  // names that a warning lists

// Maps names to names: the data's to the gene sets', a list's to the data's.
class Matcher {
  public:
    Matcher(const std::vector<std::string> &names, const std::string &matching)
        : m_matching(matching == "exact" ? genes::GeneMatching::Exact : genes::GeneMatching::Resolve)
    {
        if (m_matching == genes::GeneMatching::Exact) return;
        const auto table = genes::GeneTable::nearest(genes::likelySpecies(names));
        if (table.ok()) m_table = *table;
    }
    genes::GeneMatchReport match(const std::vector<std::string> &names, const std::vector<std::string> &vocabulary) const
    {
        return genes::matchGenes(names, vocabulary, m_matching, m_table.get());
    }

  private:
    genes::GeneMatching m_matching;
    std::shared_ptr<const genes::GeneTable> m_table;
};

std::vector<std::string> unique(const std::vector<std::string> &names)
{
    std::unordered_set<std::string> seen;
    std::vector<std::string> once;
    for (const std::string &name : names)
        if (seen.insert(name).second) once.push_back(name);
    return once;
}

analysis::GeneNumbers ascending(analysis::GeneNumbers numbers)
{
    std::sort(numbers.begin(), numbers.end());
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
    return numbers;
}

void warnOfSpecies(const genes::GeneMatchReport &report, JobContext &context)
{
    for (const auto &[kind, count] : report.byKind)
        if (kind == genes::MatchKind::CaseOnly && 2 * count > report.matched)
            context.warn(warnings::otherSpecies,
                         std::to_string(count) + " of " + std::to_string(report.matched) +
                             " genes match the gene sets only when the case of letters is ignored: the sets belong to another "
                             "species. Use sets of the species of the data.");
}

// The sets in numbers of the background.
Result<std::vector<analysis::GeneNumbers>> setsIn(const std::vector<std::string> &background, const io::GeneSets &sets,
                                                  const Matcher &matcher, JobContext &context)
{
    const genes::GeneMatchReport report = matcher.match(background, sets.genes);
    if (report.matched == 0)
        return Error{errors::noGeneMatches,
                     "No gene of the background is in a gene set: " + background.front() + " … against " + sets.genes.front() +
                         " …. Use gene sets with the same kind of names.",
                     {},
                     {{"gmt"}}};
    warnOfSpecies(report, context);
    std::vector<std::vector<std::int32_t>> places(sets.genes.size());  // in the background; several names may mean one gene
    for (std::size_t gene = 0; gene < report.matches.size(); ++gene)
        if (report.matches[gene].target >= 0)
            places[static_cast<std::size_t>(report.matches[gene].target)].push_back(static_cast<std::int32_t>(gene));
    std::vector<analysis::GeneNumbers> numbers;
    for (const io::GeneSet &set : sets.sets) {
        analysis::GeneNumbers genes;
        for (const std::int32_t gene : set.genes) {
            const auto &here = places[static_cast<std::size_t>(gene)];
            genes.insert(genes.end(), here.begin(), here.end());
        }
        numbers.push_back(ascending(std::move(genes)));
    }
    return numbers;
}

Result<std::vector<analysis::GeneNumbers>> listsIn(const std::vector<std::string> &background, const std::vector<GeneList> &lists,
                                                   const Matcher &matcher, JobContext &context)
{
    std::vector<analysis::GeneNumbers> numbers;
    std::vector<std::string> unknown;
    bool any = false;
    for (const GeneList &list : lists) {
        const genes::GeneMatchReport report = matcher.match(list.genes, background);
        analysis::GeneNumbers found;
        for (std::size_t gene = 0; gene < list.genes.size(); ++gene) {
            if (report.matches[gene].target < 0) unknown.push_back(list.genes[gene]);
            else found.push_back(static_cast<std::int32_t>(report.matches[gene].target));
        }
        any = any || !found.empty();
        numbers.push_back(ascending(std::move(found)));
    }
    std::string named;
    for (std::size_t i = 0; i < std::min(mostNamed, unknown.size()); ++i) named += (i ? ", " : "") + unknown[i];
    if (unknown.size() > mostNamed) named += ", …";
    if (!any)
        return Error{errors::unknownGene,
                     "No gene of the list is among those that could have been drawn: " + named +
                         ". Check the names, or choose another background.",
                     {},
                     {{"background"}}};
    if (!unknown.empty())
        context.warn(warnings::unknownGenes,
                     std::to_string(unknown.size()) +
                         " genes are not among those that could have been drawn, and were left out: " + named + ".");
    return numbers;
}

Result<Enrichment> build(const std::vector<GeneList> &lists, const std::vector<std::string> &background, const io::GeneSets &sets,
                         const EnrichOptions &options, JobContext &context)
{
    LEXICELL_CHECK(checkEnrichOptions(options));
    Enrichment made;
    made.background = unique(background.empty() ? sets.genes : background);
    const Matcher matcher(made.background, options.geneMatching);
    LEXICELL_TRY(setNumbers, setsIn(made.background, sets, matcher, context));
    LEXICELL_TRY(listNumbers, listsIn(made.background, lists, matcher, context));
    LEXICELL_TRY(results, analysis::enrichment(listNumbers, setNumbers, static_cast<std::int64_t>(made.background.size()),
                                               {options.minSize, options.maxSize}, context));
    made.results = std::move(results);
    made.testedSets = static_cast<std::int64_t>(made.results.size() / std::max<std::size_t>(1, lists.size()));
    if (made.testedSets == 0)
        return Error{errors::tooSmall,
                     "No gene set has between " + std::to_string(options.minSize) + " and " +
                         (options.maxSize > 0 ? std::to_string(options.maxSize) : std::string("any number of")) +
                         " genes of the background. Choose other limits or gene sets.",
                     {},
                     {{"min-size"}, {"max-size"}}};
    std::vector<bool> inSets(made.background.size());
    for (const auto &set : setNumbers)
        for (const std::int32_t gene : set) inSets[static_cast<std::size_t>(gene)] = true;
    made.backgroundInSets = std::count(inSets.begin(), inSets.end(), true);
    for (std::size_t list = 0; list < lists.size(); ++list) {
        made.lists.push_back(lists[list].name);
        made.listSizes.push_back(static_cast<std::int64_t>(listNumbers[list].size()));
    }
    std::stable_sort(made.results.begin(), made.results.end(), [&sets](const auto &x, const auto &y) {
        if (x.list != y.list) return x.list < y.list;
        if (x.p != y.p) return x.p < y.p;
        if (x.fold != y.fold) return x.fold > y.fold;
        return sets.sets[static_cast<std::size_t>(x.set)].name < sets.sets[static_cast<std::size_t>(y.set)].name;
    });
    return made;
}

}  // namespace

Result<Enrichment> enrich(const std::vector<GeneList> &lists, const std::vector<std::string> &background,
                          const io::GeneSets &sets, const EnrichOptions &options, JobContext &context)
{
    return guarded(
        "test the gene sets", [&] { return build(lists, background, sets, options, context); }, "Use fewer gene sets.");
}

Table enrichmentTable(const Enrichment &enrichment, const io::GeneSets &sets)
{
    std::vector<std::string> list, term, description, genes;
    std::vector<std::int64_t> overlap, setSize, listSize, background;
    std::vector<double> expected, fold, p, adjusted;
    for (const analysis::EnrichedSet &result : enrichment.results) {
        if (result.overlap.empty()) continue;
        const io::GeneSet &set = sets.sets[static_cast<std::size_t>(result.set)];
        list.push_back(enrichment.lists[static_cast<std::size_t>(result.list)]);
        term.push_back(set.name);
        description.push_back(set.description);
        overlap.push_back(static_cast<std::int64_t>(result.overlap.size()));
        setSize.push_back(result.setSize);
        listSize.push_back(enrichment.listSizes[static_cast<std::size_t>(result.list)]);
        background.push_back(static_cast<std::int64_t>(enrichment.background.size()));
        expected.push_back(result.expected);
        fold.push_back(result.fold);
        p.push_back(result.p);
        adjusted.push_back(result.adjustedP);
        std::string names;
        for (const std::int32_t gene : result.overlap)
            names += (names.empty() ? "" : ";") + enrichment.background[static_cast<std::size_t>(gene)];
        genes.push_back(std::move(names));
    }
    return {{{"list", std::move(list)},
             {"term", std::move(term)},
             {"description", std::move(description)},
             {"overlap", std::move(overlap), "genes"},
             {"set_size", std::move(setSize), "genes"},
             {"list_size", std::move(listSize), "genes"},
             {"background", std::move(background), "genes"},
             {"expected", std::move(expected), "genes"},
             {"fold", std::move(fold)},
             {"pvals", std::move(p)},
             {"pvals_adj", std::move(adjusted)},
             {"genes", std::move(genes)}}};
}

Result<void> checkEnrichOptions(const EnrichOptions &options)
{
    if (options.minSize < 1) return Error{errors::badOption, "min-size must be at least 1."};
    if (options.maxSize < 0 || (options.maxSize > 0 && options.maxSize < options.minSize))
        return Error{errors::badOption, "max-size must be 0 (no limit) or at least min-size."};
    return {};
}

}  // namespace lexicell::models::tasks
