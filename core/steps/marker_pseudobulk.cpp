#include "core/steps/marker_pseudobulk.h"

#include "core/analysis/moderated_t.h"
#include "core/analysis/p_values.h"
#include "core/analysis/pseudobulk.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace lexicell::steps {

namespace {

constexpr std::int64_t fewestSamples = 2;  // on each side; one sample tells nothing of the spread between replicates
constexpr std::int32_t noSide = -1, referenceSide = 0, groupSide = 1;

// What is compared: the samples of the replicates on both sides.
struct Comparison {
    std::vector<std::int32_t> sampleOf;  // [cells] -1: in none
    analysis::SampleDesign design;
    bool paired = false;

    std::int64_t samples(int side) const { return std::count(design.condition.begin(), design.condition.end(), side); }
};

std::vector<std::int32_t> sidesOf(const MarkerGroups &groups, std::size_t group)
{
    std::vector<std::int32_t> sides;
    for (const std::int32_t of : groups.cells.of) {
        const bool own = of == static_cast<std::int32_t>(group);
        const bool other = !groups.reference || of == static_cast<std::int32_t>(*groups.reference);
        sides.push_back(own ? groupSide : other ? referenceSide : noSide);
    }
    return sides;
}

// The place of a sample: a replicate's cells on one of two sides.
std::size_t placeOf(std::int32_t replicate, std::int32_t side)
{
    return 2 * static_cast<std::size_t>(replicate) + static_cast<std::size_t>(side);
}

// [replicates x 2] cells
std::vector<std::int64_t> cellsOfSamples(const data::Categorical &replicates, const std::vector<std::int32_t> &sides)
{
    std::vector<std::int64_t> cells(replicates.categoryCount() * 2);
    for (std::size_t cell = 0; cell < sides.size(); ++cell)
        if (replicates.codes[cell] >= 0 && sides[cell] >= 0) ++cells[placeOf(replicates.codes[cell], sides[cell])];
    return cells;
}

void warnSmall(const std::vector<std::int64_t> &cells, int minCells, const std::string &group, JobContext &context)
{
    const auto small = std::count_if(cells.begin(), cells.end(), [&](std::int64_t n) { return n > 0 && n < minCells; });
    if (small > 0)
        context.warn(warnings::cellsLeftOut, group + ": " + std::to_string(small) +
                                                 (small == 1 ? " sample has" : " samples have") + " fewer than " +
                                                 std::to_string(minCells) + " cells and took no part.");
}

Comparison compare(const data::Categorical &replicates, const std::vector<std::int32_t> &sides,
                   const std::vector<std::int64_t> &cells, const MarkersOptions &options)
{
    const std::int64_t least = std::max(1, options.minCells);
    const std::size_t count = cells.size() / 2;
    const auto has = [&](std::size_t replicate, int side) {
        return cells[replicate * 2 + static_cast<std::size_t>(side)] >= least;
    };
    int both = 0;
    for (std::size_t replicate = 0; replicate < count; ++replicate) both += has(replicate, 0) && has(replicate, 1) ? 1 : 0;
    Comparison comparison;
    comparison.paired = options.design == "paired" || (options.design == "auto" && both >= 2);
    std::vector<std::int32_t> sampleAt(cells.size(), -1);
    int pairs = 0;
    for (std::size_t replicate = 0; replicate < count; ++replicate) {
        if (comparison.paired && !(has(replicate, 0) && has(replicate, 1))) continue;
        for (const int side : {referenceSide, groupSide}) {
            if (!has(replicate, side)) continue;
            sampleAt[replicate * 2 + static_cast<std::size_t>(side)] =
                static_cast<std::int32_t>(comparison.design.condition.size());
            comparison.design.condition.push_back(side);
            if (comparison.paired) comparison.design.replicate.push_back(pairs);
        }
        ++pairs;
    }
    for (std::size_t cell = 0; cell < sides.size(); ++cell) {
        const bool takesPart = replicates.codes[cell] >= 0 && sides[cell] >= 0;
        comparison.sampleOf.push_back(takesPart ? sampleAt[placeOf(replicates.codes[cell], sides[cell])] : -1);
    }
    return comparison;
}

// Share of cells with a count of each gene, of both sides. All cells of the sides count, whether their sample takes part or not.
void addShares(const data::CsrBlock &counts, const std::vector<std::int32_t> &sides, analysis::GroupTest &test)
{
    std::int64_t cells[2] = {};
    test.share.assign(static_cast<std::size_t>(counts.columns), 0.0);
    test.shareReference = test.share;
    for (std::size_t row = 0; row < sides.size(); ++row) {
        if (sides[row] < 0) continue;
        ++cells[sides[row]];
        auto &share = sides[row] == groupSide ? test.share : test.shareReference;
        for (auto k = static_cast<std::size_t>(counts.indptr[row]); k < static_cast<std::size_t>(counts.indptr[row + 1]); ++k)
            share[static_cast<std::size_t>(counts.indices[k])] += 1.0;
    }
    for (double &share : test.share) share /= static_cast<double>(cells[groupSide]);
    for (double &share : test.shareReference) share /= static_cast<double>(cells[referenceSide]);
}

Error tooFewReplicates(const std::string &group, const Comparison &comparison, const MarkersOptions &options)
{
    return {errors::tooSmall,
            "The column " + options.pseudobulk + " gives " + group + " " + std::to_string(comparison.samples(groupSide)) +
                " and its reference " + std::to_string(comparison.samples(referenceSide)) + " samples with at least " +
                std::to_string(options.minCells) + " cells" + (comparison.paired ? " on both sides" : "") +
                ": a test needs 2 on each side. Choose another column of replicates or fewer cells per sample.",
            {},
            {{"pseudobulk"}, {"min-cells"}}};
}

void fill(const analysis::ModeratedT &fit, const std::vector<std::int64_t> &genes, std::int64_t all, analysis::GroupTest &test)
{
    const std::vector<double> unknown(static_cast<std::size_t>(all), std::numeric_limits<double>::quiet_NaN());
    test.score = test.pValue = test.logFoldChange = unknown;
    for (std::size_t i = 0; i < genes.size(); ++i) {
        const auto gene = static_cast<std::size_t>(genes[i]);
        test.score[gene] = fit.t[i];
        test.pValue[gene] = fit.pValue[i];
        test.logFoldChange[gene] = fit.logFoldChange[i];
    }
    test.adjusted = analysis::falseDiscoveryRates(test.pValue);
}

Result<MarkerTest> testGroup(const data::CsrBlock &counts, const data::Categorical &replicates, const MarkerGroups &groups,
                             std::size_t group, const MarkersOptions &options, JobContext &context)
{
    const std::string &name = groups.names[group];
    const auto sides = sidesOf(groups, group);
    const auto cells = cellsOfSamples(replicates, sides);
    warnSmall(cells, options.minCells, name, context);
    const Comparison comparison = compare(replicates, sides, cells, options);
    MarkerTest test;
    test.samples = comparison.samples(groupSide);
    test.referenceSamples = comparison.samples(referenceSide);
    test.paired = comparison.paired;
    test.genes.group = group;
    if (test.samples < fewestSamples || test.referenceSamples < fewestSamples) return tooFewReplicates(name, comparison, options);
    const auto samples = static_cast<std::int64_t>(comparison.design.condition.size());
    const auto sums = analysis::sumCounts(counts, comparison.sampleOf, samples);
    const auto kept = analysis::genesWithCounts(sums, comparison.design.condition);
    if (kept.empty())
        return Error{errors::tooFewGenes, "No gene has enough counts in the samples of " + name +
                                              " and its reference. Compare groups with more cells."};
    const auto chosen = analysis::selectGenes(sums, kept);
    auto libraries = analysis::librarySizes(chosen);
    if (options.normalization == "TMM") {
        const auto factors = analysis::tmmFactors(chosen, libraries);
        for (std::size_t i = 0; i < libraries.size(); ++i) libraries[i] *= factors[i];
    }
    const auto fit = analysis::moderatedT(analysis::logCountsPerMillion(chosen, libraries), comparison.design);
    fill(fit, kept, counts.columns, test.genes);
    addShares(counts, sides, test.genes);
    return test;
}

Result<data::Categorical> replicatesOf(const data::Dataset &dataset, const MarkersOptions &options, JobContext &context)
{
    auto replicates = dataset.labels(options.pseudobulk);
    if (!replicates.ok()) {
        Error error = replicates.error();
        error.choices = {{"pseudobulk"}};
        return error;
    }
    std::set<std::int32_t> used(replicates->codes.begin(), replicates->codes.end());
    used.erase(-1);
    if (used.size() < 2)
        return Error{errors::tooSmall,
                     "The obs column " + options.pseudobulk + " has " + (used.empty() ? "no replicate" : "one replicate only") +
                         ": pseudobulk compares replicates. Choose another column, or take cells as replicates.",
                     {},
                     {{"pseudobulk"}}};
    if (const auto lost = std::count(replicates->codes.begin(), replicates->codes.end(), -1); lost > 0)
        context.warn(warnings::cellsLeftOut, std::to_string(lost) + " cells have no value in the obs column " +
                                                 options.pseudobulk + " and took no part.");
    return replicates;
}

}  // namespace

Result<std::vector<MarkerTest>> pseudobulkTests(const data::Dataset &dataset, const data::CsrBlock &counts,
                                                const MarkerGroups &groups, const MarkersOptions &options, JobContext &context)
{
    LEXICELL_TRY(replicates, replicatesOf(dataset, options, context));
    std::vector<MarkerTest> tests;
    std::vector<Error> failures;
    for (std::size_t i = 0; i < groups.tested.size(); ++i) {
        if (context.cancelled()) return cancelled();
        auto test = testGroup(counts, replicates, groups, groups.tested[i], options, context);
        context.report(static_cast<double>(i + 1) / static_cast<double>(groups.tested.size()), "testing genes");
        if (test.ok()) tests.push_back(std::move(*test));
        else failures.push_back(test.error());
    }
    if (tests.empty()) return failures.front();
    for (const Error &failure : failures) context.warn(warnings::leftOut, failure.message);
    return tests;
}

}  // namespace lexicell::steps
