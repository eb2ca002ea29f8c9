#include "models/tasks/markers/markers_task.h"

#include "core/steps/free_keys.h"
#include "core/steps/markers.h"

namespace lexicell::models::tasks {

namespace {

using steps::Markers;
using steps::MarkersOptions;
using steps::MarkerTest;

// One line for a gene and group, as scanpy.get.rank_genes_groups_df() gives them.
Table toTable(const Markers &markers)
{
    const std::vector<std::string> &genes = markers.dataset.var.index.values;
    std::vector<std::string> groups, names;
    const auto numbers = [&](std::vector<double> analysis::GroupTest::*values) {
        std::vector<double> all;
        for (const MarkerTest &test : markers.tests)
            for (const std::size_t gene : test.order) all.push_back((test.genes.*values)[gene]);
        return all;
    };
    for (const MarkerTest &test : markers.tests)
        for (const std::size_t gene : test.order) {
            groups.push_back(test.group);
            names.push_back(genes[gene]);
        }
    using analysis::GroupTest;
    return {{{"group", std::move(groups)},
             {"names", std::move(names)},
             {"scores", numbers(&GroupTest::score)},
             {"logfoldchanges", numbers(&GroupTest::logFoldChange)},
             {"pvals", numbers(&GroupTest::pValue)},
             {"pvals_adj", numbers(&GroupTest::adjusted)},
             {"pct_nz_group", numbers(&GroupTest::share)},
             {"pct_nz_reference", numbers(&GroupTest::shareReference)}}};
}

nlohmann::ordered_json summaryOf(const Markers &markers, const MarkersOptions &options)
{
    nlohmann::ordered_json groups = nlohmann::ordered_json::array();
    for (const MarkerTest &test : markers.tests) {
        nlohmann::ordered_json group{{"group", test.group}, {"n_obs", test.cells}, {"n_obs_reference", test.referenceCells}};
        if (!options.pseudobulk.empty())
            group.update({{"samples", test.samples}, {"samples_reference", test.referenceSamples}, {"paired", test.paired}});
        std::int64_t found = 0;
        for (const double adjusted : test.genes.adjusted) found += adjusted < 0.05 ? 1 : 0;
        group["genes_below_5_percent_fdr"] = found;
        groups.push_back(std::move(group));
    }
    return {{"test", markers.test},
            {"groupby", options.groupby},
            {"reference", options.reference},
            {"cells_as_replicates", options.pseudobulk.empty()},
            {"key", "uns/" + steps::markersKey(options.keyAdded)},
            {"n_vars", markers.dataset.genes()},
            {"groups", std::move(groups)}};
}

Result<TaskOutcome> run(const TaskInput &input, const OptionValues &values, JobContext &context)
{
    auto options = values.as<MarkersOptions>();
    if (input.brought) {
        const std::string usual = steps::markersKey(options.keyAdded);
        const std::string free = steps::freeUnsKey(*input.brought, usual);
        if (free != usual) {
            options.keyAdded = free;
            context.warn(warnings::keyTaken, "The file's own elements are kept. New results: uns[\"" + free + "\"].");
        }
    }
    LEXICELL_TRY(markers, steps::markers(*input.dataset, options, context));
    TaskOutcome outcome{toTable(markers), summaryOf(markers, options)};
    outcome.entry = DatasetChange{std::move(markers.dataset)};
    return outcome;
}

Result<void> check(const OptionValues &values) { return steps::checkMarkersOptions(values.as<MarkersOptions>()); }

}  // namespace

TaskSpec markersTask()
{
    return {.id = "markers",
            .title = "Marker genes",
            .summary = "Test every gene between groups of cells: each against the rest, or against one of them.",
            .group = TaskGroup::Genes,
            .needs = {Need::Dataset},
            .writes = Writes::Csv,
            .output = "CSV with a line for each group and gene, highest score first: group, names, scores (z or t), "
                      "logfoldchanges (log2), pvals, pvals_adj (Benjamini-Hochberg), pct_nz_group and pct_nz_reference (shares "
                      "of cells with the gene). Empty: not tested.",
            .entry = "uns[\"rank_genes_groups\"]",
            .options = OptionValues(MarkersOptions{}),
            .run = &run,
            .check = &check};
}

}  // namespace lexicell::models::tasks
