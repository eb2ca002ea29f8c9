#include "core/analysis/perturbation/change_tests.h"

#include "core/analysis/gene_columns.h"
#include "core/preprocess/normalize.h"

#include <cmath>

namespace lexicell::analysis {

namespace {

std::vector<std::size_t> perturbationsOf(const PerturbationCounts &cells)
{
    std::vector<std::size_t> groups;
    for (std::size_t p = 0; p < cells.perturbations(); ++p) groups.push_back(p);
    return groups;
}

void logNormalizeInFloat(data::CsrBlock &values)
{
    for (std::size_t row = 0; row < static_cast<std::size_t>(values.rows); ++row) {
        const auto first = static_cast<std::size_t>(values.indptr[row]), last = static_cast<std::size_t>(values.indptr[row + 1]);
        float total = 0.0F;
        for (std::size_t k = first; k < last; ++k) total += values.values[k];
        const float size = total > 0.0F ? total / static_cast<float>(preprocess::countsPerCell) : 1.0F;
        for (std::size_t k = first; k < last; ++k)
            values.values[k] = static_cast<float>(std::log1p(static_cast<double>(values.values[k] / size)));
    }
}

// [groups x genes]
SampleMatrix meansOf(const data::CsrBlock &values, const CellGroups &groups)
{
    SampleMatrix means = sumCounts(values, groups.of, static_cast<std::int64_t>(groups.count()));
    for (std::size_t i = 0; i < means.values.size(); ++i)
        means.values[i] /= static_cast<double>(groups.sizes[i / static_cast<std::size_t>(means.genes)]);
    return means;
}

}  // namespace

Result<std::vector<GroupTest>> changeTests(const PerturbationCounts &cells, JobContext &context)
{
    data::CsrBlock values = cells.counts;
    preprocess::logNormalize(values, context.threads);
    return testCells(geneColumns(values, context.threads), cells.groups,
                     {.test = CellTest::Overestimated, .groups = perturbationsOf(cells)}, context);
}

Result<std::vector<GroupTest>> rankTestsOfLogValues(const PerturbationCounts &cells, JobContext &context)
{
    data::CsrBlock values = cells.counts;
    logNormalizeInFloat(values);
    LEXICELL_TRY(tests, testCells(geneColumns(values, context.threads), cells.groups,
                                  {.test = CellTest::Wilcoxon,
                                   .tieCorrect = true,
                                   .continuity = true,
                                   .reference = cells.control(),
                                   .groups = perturbationsOf(cells)},
                                  context));
    const SampleMatrix means = meansOf(values, cells.groups);
    for (GroupTest &test : tests)
        for (std::int64_t gene = 0; gene < cells.genes(); ++gene) {
            const double changed = std::expm1(means.at(static_cast<std::int64_t>(test.group), gene));
            const double control = std::expm1(means.at(static_cast<std::int64_t>(cells.control()), gene));
            // A gene that neither has did not change: the package's number is 0.
            test.logFoldChange[static_cast<std::size_t>(gene)] = changed == control ? 0.0 : std::log2(changed / control);
        }
    return std::move(tests);
}

}  // namespace lexicell::analysis
