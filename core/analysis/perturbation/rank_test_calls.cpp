#include "core/analysis/perturbation/rank_test_calls.h"

#include "core/analysis/cell_tests.h"
#include "core/analysis/gene_columns.h"
#include "core/data/csr_block.h"
#include "core/preprocess/normalize.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lexicell::analysis {

namespace {

constexpr double pseudoMean = 1e-9;
constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

double foldOf(double mean, double control) { return std::log2((mean + pseudoMean) / (control + pseudoMean)); }

}  // namespace

std::int64_t GeneCalls::called() const { return std::count(significant.begin(), significant.end(), true); }

Result<RankTestCalls> rankTestCalls(const PerturbationCounts &cells, const PerturbationPanel &panel, JobContext &context)
{
    const SampleMatrix means = meanCountsPerMillion(cells);
    const auto control = static_cast<std::int64_t>(cells.control());
    RankTestCalls calls;
    for (std::int64_t gene = 0; gene < cells.genes(); ++gene)
        if (means.at(control, gene) > testedAbove) calls.tested.push_back(gene);

    data::CsrBlock values = cells.counts;
    preprocess::normalize(values, preprocess::NormalizeTotal{1e6}, std::nullopt, context.threads);
    const CellTestOptions options{.test = CellTest::Wilcoxon, .tieCorrect = true, .reference = cells.control()};
    LEXICELL_TRY(tests, testCells(geneColumns(data::selectColumns(values, calls.tested), context.threads), cells.groups, options,
                                  context));
    const auto genes = static_cast<std::size_t>(cells.genes());
    for (std::size_t p = 0; p < cells.perturbations(); ++p) {
        GeneCalls own{std::vector<double>(genes, unknown), std::vector<double>(genes, unknown), std::vector<double>(genes),
                      std::vector<bool>(genes)};
        for (std::size_t gene = 0; gene < genes; ++gene)
            own.logFoldChange[gene] = foldOf(means.at(static_cast<std::int64_t>(p), static_cast<std::int64_t>(gene)),
                                             means.at(control, static_cast<std::int64_t>(gene)));
        for (std::size_t i = 0; i < calls.tested.size(); ++i) {
            const auto gene = static_cast<std::size_t>(calls.tested[i]);
            own.pValue[gene] = tests[p].pValue[i];
            own.adjusted[gene] = tests[p].adjusted[i];
            own.significant[gene] = own.adjusted[gene] < significantBelow && !panel.targeted(p, calls.tested[i]);
        }
        calls.of.push_back(std::move(own));
    }
    return calls;
}

}  // namespace lexicell::analysis
