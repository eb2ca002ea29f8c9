#include "models/tasks/knock_out/tested_genes.h"

#include "models/input/gene_column.h"
#include "models/tasks/knock_out/gene_finder.h"
#include "models/tasks/knock_out/warn_once.h"

#include <algorithm>

namespace lexicell::models::tasks {

namespace {

constexpr std::size_t mostNamed = 5;  // genes that a message lists

std::string listOf(const std::vector<std::string> &names)
{
    std::string text;
    for (std::size_t i = 0; i < std::min(names.size(), mostNamed); ++i) text += (i ? ", " : "") + names[i];
    return names.size() > mostNamed ? text + " and " + std::to_string(names.size() - mostNamed) + " more" : text;
}

// Of the genes that cannot be tested; an error if no gene is left.
Result<void> report(const std::vector<RequestedGene> &requested, JobContext &context)
{
    std::vector<std::string> absent, unknown;
    for (const RequestedGene &gene : requested) {
        if (gene.status == GeneStatus::NotInData) absent.push_back(gene.name);
        if (gene.status == GeneStatus::NotInVocabulary) unknown.push_back(gene.name);
    }
    if (absent.empty() && unknown.empty()) return {};
    std::string text;
    if (!absent.empty()) text = "Not in the data set: " + listOf(absent) + ". ";
    if (!unknown.empty()) text += "Not known to the model: " + listOf(unknown) + ". ";
    text += "Check the spelling, or choose another column of genes.";
    if (absent.size() + unknown.size() == requested.size())
        return Error{errors::unknownGene, "None of the genes can be changed. " + text, {}, {{"genes"}, {"gene-column"}}};
    warnOnce(context, warnings::unknownGenes, text, {{"gene-column"}});
    return {};
}

}  // namespace

const char *toString(GeneStatus status)
{
    switch (status) {
    case GeneStatus::Ok: return "ok";
    case GeneStatus::NotInVocabulary: return "not_in_vocabulary";
    case GeneStatus::NotInData: return "not_in_data";
    case GeneStatus::TooFewCells: return "too_few_cells";
    case GeneStatus::NotShortlisted: return "not_shortlisted";
    }
    return "";
}

Result<GeneNames> requestedGenes(const data::Dataset &dataset, const input::PreparedCells &cells, const KnockOutOptions &options,
                                 JobContext &context)
{
    LEXICELL_TRY(column, input::chooseGeneColumn(dataset, cells.tokenizer->vocabulary(), options));
    LEXICELL_TRY(asked, namedGenes(options));
    GeneNames result;
    const GeneFinder finder(column, options.geneMatching == "exact");
    for (const std::string &name : asked) {
        RequestedGene gene{name, finder.column(name), GeneStatus::NotInData};
        if (gene.column >= 0) {
            const auto at = static_cast<std::size_t>(gene.column);
            gene.name = column.names[at];
            gene.status = cells.coverage.geneIds[at] < 0 ? GeneStatus::NotInVocabulary : GeneStatus::Ok;
        }
        const auto twice = [&gene](const RequestedGene &other) { return gene.column >= 0 && other.column == gene.column; };
        if (std::none_of(result.requested.begin(), result.requested.end(), twice)) result.requested.push_back(std::move(gene));
    }
    LEXICELL_CHECK(report(result.requested, context));
    result.names = std::move(column.names);
    return result;
}

}  // namespace lexicell::models::tasks
