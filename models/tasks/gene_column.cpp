#include "models/tasks/gene_column.h"

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_set>

namespace lexicell::models::tasks {

namespace {

using data::Table;

// var columns that hold symbols when the index holds something else: CELLxGENE, 10x through scanpy, and others in use.
constexpr std::array symbolColumns{"feature_name", "gene_symbols",    "gene_symbol", "gene_name",
                                   "gene_names",   "gene_short_name", "symbol",      "hgnc_symbol"};
// and identifiers when the index holds symbols
constexpr std::array idColumns{"gene_ids", "gene_id", "ensembl_id", "feature_id"};

std::optional<std::vector<std::string>> textColumn(const Table &table, const std::string &name)
{
    const data::Element *column = table.columns.find(name);
    if (!column) return std::nullopt;
    if (const auto *text = column->as<data::StringArray>()) return text->values;
    const auto *categorical = column->as<data::Categorical>();
    if (!categorical) return std::nullopt;
    const auto categories = categorical->categoryNames();
    std::vector<std::string> names;
    names.reserve(categorical->codes.size());
    for (const auto code : categorical->codes)
        names.push_back(code < 0 ? std::string() : categories[static_cast<std::size_t>(code)]);
    return names;
}

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

const Table &geneTableOf(const data::Dataset &dataset, const EmbedOptions &options)
{
    return options.layer == "raw" && dataset.raw ? dataset.raw->var : dataset.var;
}

template <class Names> std::vector<std::string> firstColumn(const Table &table, const Names &candidates)
{
    for (const char *name : candidates)
        if (auto values = textColumn(table, name)) return std::move(*values);
    return {};
}

std::string examples(const std::vector<std::string> &names)
{
    std::string text;
    for (std::size_t i = 0; i < names.size() && i < 3; ++i) text += (i ? ", " : "") + names[i];
    return text;
}

Error noMatch(const GeneColumn &genes, const std::vector<std::string> &vocabulary, const EmbedOptions &options)
{
    const std::string names = genes.column.empty() ? "the names in the var index" : "the names in var column " + genes.column;
    std::string advice = "Choose the var column with gene symbols (gene-column), or a model of the same species.";
    if (options.geneMatching == "exact")
        advice = "Allow other identifiers (gene-matching resolve), or choose another var column (gene-column).";
    else if (!genes.names.empty() && std::all_of(genes.names.begin(), genes.names.end(), [](const std::string &name) {
                 return !name.empty() && name.find_first_not_of("0123456789") == std::string::npos;
             }))
        advice = "The names are plain numbers: choose the var column that holds the genes (gene-column).";
    return {ErrorKind::Mismatch,
            "no_gene_matches",
            "None of the " + std::to_string(genes.names.size()) + " genes is known to the model: " + names + " look like " +
                examples(genes.names) + ", the model's like " + examples(vocabulary) + ". " + advice,
            {}};
}

}  // namespace

Result<GeneColumn> chooseGeneColumn(const data::Dataset &dataset, const std::vector<std::string> &vocabulary,
                                    const EmbedOptions &options)
{
    const Table &table = geneTableOf(dataset, options);
    GeneColumn chosen{{}, table.index.values, {}};
    if (!options.geneColumn.empty() && options.geneColumn != "index") {
        auto names = textColumn(table, options.geneColumn);
        if (!names)
            return Error{ErrorKind::NotFound,
                         "missing_column",
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
        for (const char *candidate : symbolColumns) {
            auto names = textColumn(table, candidate);
            if (!names || countKnown(*names, known) <= best) continue;
            best = countKnown(*names, known);
            chosen.column = candidate;
            chosen.names = std::move(*names);
        }
    }
    if (!chosen.column.empty()) chosen.alternative = table.index.values;
    else
        chosen.alternative = data::ensemblId(chosen.names.empty() ? std::string() : chosen.names.front()).empty()
                                 ? firstColumn(table, idColumns)
                                 : firstColumn(table, symbolColumns);
    return chosen;
}

Result<data::GeneMatchReport> matchColumn(const GeneColumn &genes, const std::vector<std::string> &vocabulary,
                                          const EmbedOptions &options, JobContext &context)
{
    std::shared_ptr<const data::GeneTable> table;
    if (options.geneMatching != "exact") {
        const std::string species = data::likelySpecies(genes.names);
        auto loaded = data::GeneTable::ofSpecies(species == "mouse" ? "mouse" : "human");
        if (loaded.ok()) table = *loaded;
        else context.warn("missing_resource", loaded.error().message + " Genes are matched by their names alone.");
    }
    const auto matching = options.geneMatching == "exact" ? data::GeneMatching::Exact : data::GeneMatching::Resolve;
    data::GeneMatchReport report = data::matchGenes(genes.names, vocabulary, matching, table.get(), genes.alternative);
    if (report.matched == 0) return noMatch(genes, vocabulary, options);
    return report;
}

}  // namespace lexicell::models::tasks
