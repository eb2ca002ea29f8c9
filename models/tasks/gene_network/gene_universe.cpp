#include "models/tasks/gene_network/gene_universe.h"

#include "core/genes/gene_search.h"
#include "models/input/gene_column.h"

#include <algorithm>
#include <numeric>

namespace lexicell::models::tasks {

namespace {

constexpr std::size_t mostNamed = 5;  // names that a message lists

std::string listed(const std::vector<std::string> &names)
{
    std::string text;
    for (std::size_t i = 0; i < names.size() && i < mostNamed; ++i) text += (i ? ", " : "") + names[i];
    if (names.size() > mostNamed) text += " and " + std::to_string(names.size() - mostNamed) + " more";
    return text;
}

// Finds genes by any of their names: the data set's own, its other column's, or those in the gene table.
genes::GeneSearch searchOf(const std::vector<std::string> &names, const std::vector<std::string> &others)
{
    std::string species = genes::likelySpecies(names);
    if (species.empty()) species = genes::likelySpecies(others);
    const auto table = genes::GeneTable::nearest(species);
    return {names, others, table.ok() ? *table : nullptr};
}

struct Usable {
    GeneUniverse universe;
    std::vector<std::string> others;  // the second identifier of each gene, or empty texts
};

Result<Usable> usableGenes(const input::GeneColumn &column, const LoadedModel *model, const std::vector<std::string> &vocabulary,
                           const input::MatchOptions &matching, JobContext &context)
{
    Usable usable;
    GeneUniverse &all = usable.universe;
    if (model) {
        LEXICELL_TRY(matched, input::matchColumn(column, vocabulary, matching, context));
        for (std::size_t i = 0; i < matched.report.matches.size(); ++i) {
            if (matched.report.matches[i].target < 0) continue;
            all.columns.push_back(static_cast<std::int64_t>(i));
            all.ids.push_back(matched.report.matches[i].target);
        }
    } else {
        all.columns.resize(column.names.size());
        std::iota(all.columns.begin(), all.columns.end(), std::int64_t{0});
    }
    for (const std::int64_t gene : all.columns) {
        const auto place = static_cast<std::size_t>(gene);
        all.names.push_back(column.names[place]);
        usable.others.push_back(place < column.alternative.size() ? column.alternative[place] : std::string());
    }
    return usable;
}

// Looks names up and keeps those that are not usable.
class Lookup {
  public:
    Lookup(const Usable &usable, const input::GeneColumn &column, bool model)
        : m_search(searchOf(usable.universe.names, usable.others)), m_column(column), m_model(model)
    {
    }

    // Places in the universe, ascending, each once. Error class: unknown_gene.
    Result<std::vector<std::int64_t>> places(const std::vector<std::string> &names)
    {
        std::vector<std::int64_t> found;
        std::vector<std::string> missing;
        for (const std::string &name : names) {
            const std::int64_t place = m_search.named(name);
            if (place < 0) missing.push_back(name);
            else found.push_back(place);
        }
        std::sort(found.begin(), found.end());
        found.erase(std::unique(found.begin(), found.end()), found.end());
        const std::string why = reasons(missing);
        if (!missing.empty() && found.empty())
            return Error{errors::unknownGene, "No gene of the list can be used. " + why, {}, {{"gene-column"}}};
        if (!why.empty()) m_reasons += (m_reasons.empty() ? "" : " ") + why;
        return found;
    }

    void warn(JobContext &context) const
    {
        if (!m_reasons.empty()) context.warn(warnings::unknownGenes, "Genes were left out. " + m_reasons, {{"gene-column"}});
    }

  private:
    std::string reasons(const std::vector<std::string> &missing)
    {
        if (missing.empty()) return {};
        if (m_model && !m_all) m_all.emplace(searchOf(m_column.names, m_column.alternative));
        std::vector<std::string> absent, foreign;
        for (const std::string &name : missing) (m_all && m_all->named(name) >= 0 ? foreign : absent).push_back(name);
        std::string text;
        if (!absent.empty())
            text = "Not in the data set: " + listed(absent) + ". Check the spelling, or choose another column of genes.";
        if (!foreign.empty())
            text += (text.empty() ? "" : " ") + ("In the data set, but not known to the model: " + listed(foreign) + ".");
        return text;
    }

    genes::GeneSearch m_search;
    std::optional<genes::GeneSearch> m_all;  // of all genes of the data set, to tell why one is not usable
    const input::GeneColumn &m_column;
    bool m_model;
    std::string m_reasons;
};

GeneUniverse restricted(const GeneUniverse &all, std::vector<std::int64_t> places)
{
    places.insert(places.end(), all.asked.begin(), all.asked.end());
    std::sort(places.begin(), places.end());
    places.erase(std::unique(places.begin(), places.end()), places.end());
    GeneUniverse some;
    for (const std::int64_t place : places) {
        const auto at = static_cast<std::size_t>(place);
        some.columns.push_back(all.columns[at]);
        some.names.push_back(all.names[at]);
        if (!all.ids.empty()) some.ids.push_back(all.ids[at]);
    }
    for (const std::int64_t asked : all.asked)
        some.asked.push_back(std::lower_bound(places.begin(), places.end(), asked) - places.begin());
    return some;
}

}  // namespace

Result<GeneUniverse> geneUniverse(const data::Dataset &dataset, const LoadedModel *model, const input::MatchOptions &matching,
                                  const GeneChoice &choice, JobContext &context)
{
    if (model) LEXICELL_CHECK(model->tokenizer->ready());  // without a gene list the vectors cannot be assigned to genes
    const std::vector<std::string> vocabulary = model ? model->tokenizer->vocabulary() : std::vector<std::string>();
    LEXICELL_TRY(column, input::chooseGeneColumn(dataset, vocabulary, matching));
    LEXICELL_TRY(usable, usableGenes(column, model, vocabulary, matching, context));
    GeneUniverse &universe = usable.universe;
    if (choice.asked.empty() && choice.within.empty()) return std::move(universe);
    Lookup lookup(usable, column, model != nullptr);
    LEXICELL_TRY(asked, lookup.places(choice.asked));
    universe.asked = std::move(asked);
    LEXICELL_TRY(within, lookup.places(choice.within));
    lookup.warn(context);
    return choice.within.empty() ? std::move(universe) : restricted(universe, std::move(within));
}

}  // namespace lexicell::models::tasks
