#include "models/input/gene_column.h"

#include "core/genes/gene_spelling.h"

#include <algorithm>
#include <optional>
#include <unordered_set>
#include <utility>

namespace lexicell::models::input {

namespace {

using data::Table;

std::string columnNames(const Table &table)
{
    std::string names;
    for (const auto &[name, column] : table.columns.entries) names += (names.empty() ? "" : ", ") + name;
    return names.empty() ? "none" : names;
}

std::int64_t countKnown(const std::vector<std::string> &names, const std::unordered_set<std::string> &vocabulary)
{
    return std::count_if(names.begin(), names.end(), [&](const std::string &name) { return vocabulary.contains(name); });
}

const Table &geneTableOf(const data::Dataset &dataset, const MatchOptions &options)
{
    return options.layer == "raw" && dataset.raw ? dataset.raw->var : dataset.var;
}

std::vector<std::string> firstColumn(const Table &table, const std::vector<std::string> &candidates)
{
    if (candidates.empty()) return {};
    return genes::textOf(table, candidates.front()).value_or(std::vector<std::string>());
}

std::string examples(const std::vector<std::string> &names)
{
    std::string text;
    for (std::size_t i = 0; i < names.size() && i < 3; ++i) text += (i ? ", " : "") + names[i];
    return text;
}

// The species of the names, else of the other identifier.
SpeciesPair speciesOf(const GeneColumn &genes, const std::vector<std::string> &vocabulary)
{
    SpeciesPair pair{genes::likelySpecies(genes.names), genes::likelySpecies(vocabulary)};
    if (pair.data.empty()) pair.data = genes::likelySpecies(genes.alternative);
    return pair;
}

// Names equal to the model's are of its species, whatever their letters suggest; only rat names are spelled like mouse names.
bool isOther(const SpeciesPair &pair, const genes::GeneMatchReport &report)
{
    if (pair.data.empty() || pair.model.empty() || pair.data == pair.model) return false;
    if (pair.data == "rat" || pair.model == "rat") return true;
    std::int64_t equal = 0;
    for (const auto &[kind, genes] : report.byKind)
        if (kind != genes::MatchKind::CaseOnly) equal += genes;
    return 2 * equal < static_cast<std::int64_t>(report.matches.size());
}

void warnAboutSpecies(const MatchedGenes &matched, const std::string &names, JobContext &context)
{
    const SpeciesPair &pair = matched.species;
    std::string counted =
        std::to_string(matched.report.matched) + " of " + std::to_string(matched.report.matches.size()) + " genes were matched";
    if (pair.byCase > 0) counted += ", " + std::to_string(pair.byCase) + " of them differ in case";
    context.warn(warnings::otherSpecies, "The gene names (" + names + ") are those of " + pair.data + ", the model's those of " +
                                             pair.model + ": " + counted +
                                             ". Genes of one name need not be orthologues. Choose a model of " + pair.data +
                                             ", or replace the names through a table of orthologues first.");
}

Error noMatch(const GeneColumn &genes, const std::vector<std::string> &vocabulary, const MatchOptions &options)
{
    const std::string names = genes.column.empty() ? "the names in the var index" : "the names in var column " + genes.column;
    const SpeciesPair species = speciesOf(genes, vocabulary);
    std::string advice = "Choose the var column with gene symbols, or a model of the same species.";
    std::vector<Choice> choices{{"gene-column"}};
    if (!species.data.empty() && !species.model.empty() && species.data != species.model)
        advice = "The names are those of " + species.data + ", the model's those of " + species.model + ": choose a model of " +
                 species.data + ", or replace the names through a table of orthologues first.";
    else if (options.geneMatching == "exact") {
        advice = "Allow other identifiers or choose another var column.";
        choices.insert(choices.begin(), Choice{"gene-matching", {"resolve"}});
    } else if (!genes.names.empty() && std::all_of(genes.names.begin(), genes.names.end(), [](const std::string &name) {
                   return !name.empty() && name.find_first_not_of("0123456789") == std::string::npos;
               }))
        advice = "The names are plain numbers: choose the var column that holds the genes.";
    return {errors::noGeneMatches,
            "None of the " + std::to_string(genes.names.size()) + " genes is known to the model: " + names + " look like " +
                examples(genes.names) + ", the model's like " + examples(vocabulary) + ". " + advice,
            {},
            std::move(choices)};
}

}  // namespace

Result<GeneColumn> chooseGeneColumn(const data::Dataset &dataset, const std::vector<std::string> &vocabulary,
                                    const MatchOptions &options)
{
    const Table &table = geneTableOf(dataset, options);
    GeneColumn chosen{{}, table.index.values, {}};
    if (!options.geneColumn.empty() && options.geneColumn != "index") {
        auto names = genes::textOf(table, options.geneColumn);
        if (!names)
            return Error{errors::missingColumn,
                         "There is no var column \"" + options.geneColumn + "\" with names; there are: " + columnNames(table) +
                             ".",
                         {}};
        chosen.column = options.geneColumn;
        chosen.alternative = std::exchange(chosen.names, std::move(*names));
        return chosen;
    }
    if (options.geneColumn.empty()) {
        const std::unordered_set<std::string> known(vocabulary.begin(), vocabulary.end());
        std::int64_t best = countKnown(chosen.names, known);
        for (const std::string &candidate : genes::symbolColumns(table)) {
            auto names = genes::textOf(table, candidate);
            if (!names || countKnown(*names, known) <= best) continue;
            best = countKnown(*names, known);
            chosen.column = candidate;
            chosen.names = std::move(*names);
        }
    }
    if (!chosen.column.empty()) chosen.alternative = table.index.values;
    else
        chosen.alternative = genes::ensemblId(chosen.names.empty() ? std::string() : chosen.names.front()).empty()
                                 ? firstColumn(table, genes::identifierColumns(table))
                                 : firstColumn(table, genes::symbolColumns(table));
    return chosen;
}

Result<MatchedGenes> matchColumn(const GeneColumn &genes, const std::vector<std::string> &vocabulary, const MatchOptions &options,
                                 JobContext &context)
{
    MatchedGenes matched;
    matched.species = speciesOf(genes, vocabulary);
    std::shared_ptr<const genes::GeneTable> table;
    if (options.geneMatching != "exact") {
        auto loaded = genes::GeneTable::nearest(matched.species.data.empty() ? matched.species.model : matched.species.data);
        if (loaded.ok()) table = *loaded;
        else context.warn(warnings::missingResource, loaded.error().message + " Genes are matched by their names alone.");
    }
    const auto matching = options.geneMatching == "exact" ? genes::GeneMatching::Exact : genes::GeneMatching::Resolve;
    matched.report = genes::matchGenes(genes.names, vocabulary, matching, table.get(), genes.alternative);
    if (matched.report.matched == 0) return noMatch(genes, vocabulary, options);
    if (!isOther(matched.species, matched.report)) {
        matched.species = {};
        return matched;
    }
    for (const auto &[kind, count] : matched.report.byKind)
        if (kind == genes::MatchKind::CaseOnly) matched.species.byCase = count;
    warnAboutSpecies(matched, examples(genes.names), context);
    return matched;
}

}  // namespace lexicell::models::input
