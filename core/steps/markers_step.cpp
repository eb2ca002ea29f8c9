#include "core/steps/markers.h"

#include "core/analysis/gene_columns.h"
#include "core/preprocess/normalize.h"
#include "core/steps/marker_entry.h"
#include "core/steps/marker_groups.h"
#include "core/steps/marker_pseudobulk.h"
#include "core/steps/step_input.h"
#include "core/steps/step_output.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace lexicell::steps {

namespace {

constexpr const char *moderated = "moderated-t";

std::vector<std::size_t> byFallingScore(const std::vector<double> &scores)
{
    std::vector<std::size_t> order(scores.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        if (std::isnan(scores[a]) || std::isnan(scores[b])) return !std::isnan(scores[a]) && std::isnan(scores[b]);
        return scores[a] > scores[b];
    });
    return order;
}

Result<data::CsrBlock> logValues(const data::Dataset &dataset, const MarkersOptions &options, JobContext &context)
{
    if (options.logNormalized) return readLogNormalized(dataset, options.layer);
    auto block = readCounts(dataset, options.layer, LogValues::Allowed);
    if (block.ok()) preprocess::logNormalize(*block, context.threads);
    return block;
}

analysis::CellTestOptions cellTestOptions(const MarkerGroups &groups, const MarkersOptions &options)
{
    analysis::CellTestOptions test;
    if (options.method == "t-test") test.test = analysis::CellTest::Welch;
    if (options.method == "t-test_overestim_var") test.test = analysis::CellTest::Overestimated;
    test.tieCorrect = options.tieCorrect;
    test.reference = groups.reference;
    test.groups = groups.tested;
    return test;
}

Result<std::vector<MarkerTest>> cellTests(const data::Dataset &dataset, const MarkerGroups &groups, const MarkersOptions &options,
                                          JobContext &context)
{
    LEXICELL_TRY(block, logValues(dataset, options, context));
    if (context.cancelled()) return cancelled();
    const analysis::GeneColumns columns = analysis::geneColumns(block, context.threads);
    block = {};  // the copy by columns is enough
    const JobPart part(context, 0.2, 0.95);
    LEXICELL_TRY(results, analysis::testCells(columns, groups.cells, cellTestOptions(groups, options), context));
    std::vector<MarkerTest> tests(results.size());
    for (std::size_t i = 0; i < tests.size(); ++i) tests[i].genes = std::move(results[i]);
    return tests;
}

Result<std::vector<MarkerTest>> sampleTests(const data::Dataset &dataset, const MarkerGroups &groups,
                                            const MarkersOptions &options, JobContext &context)
{
    LEXICELL_TRY(counts, readCounts(dataset, options.layer, LogValues::Refused));
    const JobPart part(context, 0.2, 0.95);
    return pseudobulkTests(dataset, counts, groups, options, context);
}

void warnCells(JobContext &context)
{
    context.warn(warnings::cellsAsReplicates,
                 "Cells are taken as independent replicates. Cells of one donor are alike, so the p-values are too small for a "
                 "statement on donors. Choose the column of donors to compare pseudobulk samples.",
                 {{"pseudobulk"}});
}

Result<Markers> run(const data::Dataset &dataset, const MarkersOptions &options, JobContext &context)
{
    LEXICELL_CHECK(checkMarkersOptions(options));
    context.report(0.0, "reading the matrix");
    LEXICELL_TRY(groups, markerGroups(dataset, options, context));
    const bool pseudobulk = !options.pseudobulk.empty();
    LEXICELL_TRY(tests,
                 pseudobulk ? sampleTests(dataset, groups, options, context) : cellTests(dataset, groups, options, context));
    if (!pseudobulk) warnCells(context);
    for (MarkerTest &test : tests) {
        test.group = groups.names[test.genes.group];
        test.cells = groups.cells.sizes[test.genes.group];
        test.referenceCells = groups.referenceCells(test.genes.group);
        test.order = byFallingScore(test.genes.score);
    }
    Markers result{pseudobulk ? moderated : options.method, std::move(tests), dataset};
    const std::string key = markersKey(options.keyAdded);
    const data::ResultKey place{data::Slot::Uns, key};
    warnReplaced(dataset, place, context);
    result.dataset.uns.set(key, markersEntry(result.tests, result.test, options, dataset.var.index));
    record(result.dataset, {"markers", toText(place), optionsToText(options), {}});
    context.report(1.0, "testing genes");
    return result;
}

}  // namespace

std::string markersKey(const std::string &keyAdded) { return keyAdded.empty() ? "rank_genes_groups" : keyAdded; }

Result<void> checkMarkersOptions(const MarkersOptions &options)
{
    if (options.groupby.empty())
        return Error{errors::badOption, "Choose the obs column with the groups to compare.", {}, {{"groupby"}}};
    if (options.group == options.reference)
        return Error{errors::badOption,
                     "The group \"" + options.group + "\" is compared with itself. Choose another group or reference.",
                     {},
                     {{"group"}, {"reference"}}};
    if (options.pseudobulk.empty()) return {};
    if (options.pseudobulk == options.groupby)
        return Error{errors::badOption,
                     "The column " + options.groupby + " cannot hold both the groups and the replicates. Choose another column.",
                     {},
                     {{"groupby"}, {"pseudobulk"}}};
    if (options.logNormalized)
        return Error{errors::countsNeeded,
                     "Pseudobulk sums counts, so it cannot use log-normalized values. Choose a matrix of counts.",
                     {},
                     {{"log-normalized", {"false"}}, {"layer"}}};
    return {};
}

Result<Markers> markers(const data::Dataset &dataset, const MarkersOptions &options, JobContext &context)
{
    return guarded(
        "test the genes", [&] { return run(dataset, options, context); }, "Use fewer cells or genes.");
}

}  // namespace lexicell::steps
