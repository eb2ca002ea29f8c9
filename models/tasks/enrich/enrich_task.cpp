#include "models/tasks/enrich/enrich_task.h"

#include "models/input/gene_column.h"
#include "models/tasks/enrich/enrich.h"

namespace lexicell::models::tasks {

namespace {

struct Background {
    std::vector<std::string> genes;  // empty: those of the gene sets
    const char *source = "gene sets";
};

// What could have been drawn: the option, else the data set's genes, else those of the sets.
Result<Background> backgroundOf(const TaskInput &input, const EnrichOptions &options, const io::GeneSets &sets)
{
    LEXICELL_TRY(given, geneNames(options.background));
    if (!given.empty()) return Background{std::move(given), "given"};
    if (!input.dataset) return Background{};
    input::MatchOptions matching;
    matching.geneMatching = options.geneMatching;
    LEXICELL_TRY(column, input::chooseGeneColumn(*input.dataset, sets.genes, matching));
    return Background{std::move(column.names), "data set"};
}

Result<TaskOutcome> run(const TaskInput &input, const OptionValues &values, JobContext &context)
{
    const auto &options = values.as<EnrichOptions>();
    LEXICELL_TRY(lists, geneLists(options.genes));
    LEXICELL_TRY(file, io::geneSetsFile(options.gmt));
    LEXICELL_TRY(sets, io::readGeneSets(file, context));
    LEXICELL_TRY(background, backgroundOf(input, options, sets));
    LEXICELL_TRY(made, enrich(lists, background.genes, sets, options, context));
    TaskOutcome outcome{enrichmentTable(made, sets)};
    std::int64_t significant = 0;
    for (const auto &result : made.results) significant += result.adjustedP < 0.05 ? 1 : 0;
    outcome.summary = {{"lists", made.lists.size()},
                       {"sets", sets.sets.size()},
                       {"sets_tested", made.testedSets},
                       {"background", made.background.size()},
                       {"background_source", background.source},
                       {"background_in_sets", made.backgroundInSets},
                       {"significant", significant}};
    return outcome;
}

// Reports errors before the gene sets are read.
Result<void> check(const OptionValues &values)
{
    const auto &options = values.as<EnrichOptions>();
    if (options.genes.empty())
        return Error{errors::badOption, "Name the genes to test, or a file that lists them.", {}, {{"genes"}}};
    LEXICELL_CHECK(geneLists(options.genes));
    LEXICELL_CHECK(geneNames(options.background));
    LEXICELL_CHECK(checkGeneSets(options.gmt));
    return checkEnrichOptions(options);
}

}  // namespace

TaskSpec enrichTask()
{
    return {.id = "enrich",
            .title = "Enrichment",
            .summary = "Gene sets that are over-represented in a list of genes or in the modules of a network.",
            .group = TaskGroup::Genes,
            .reads = Reads::Nothing,
            .writes = Writes::Csv,
            .output = "CSV with a line for each gene set that shares a gene with the list, smallest p first: list, term, "
                      "description, overlap, set_size, list_size, background, expected, fold, pvals (hypergeometric), pvals_adj "
                      "(Benjamini-Hochberg over all sets tested), genes.",
            .firstArgument = "genes",
            .options = OptionValues(EnrichOptions{}),
            .run = &run,
            .check = &check};
}

}  // namespace lexicell::models::tasks
