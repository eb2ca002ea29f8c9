// Tests of genes between groups of cells: scanpy's numbers, ties, constant genes, threads, cancelling.
#include "core/analysis/cell_tests.h"
#include "core/analysis/gene_ranks.h"
#include "core/base/random.h"
#include "core/preprocess/normalize.h"
#include "tests/support/analysis_cases.h"

#include <cmath>

using namespace lexicell;
using namespace lexicell::test;
using namespace lexicell::analysis;

namespace {

constexpr const char *array = "de/sample_genes";

CellGroups groupsOf(const AnalysisCase &which)
{
    CellGroups groups;
    groups.sizes.resize(static_cast<std::size_t>(which.shape("label_names")[0]));
    for (const std::int64_t code : which.ints("label_codes")) {
        groups.of.push_back(static_cast<std::int32_t>(code));
        if (code >= 0) ++groups.sizes[static_cast<std::size_t>(code)];
    }
    return groups;
}

std::size_t groupNamed(const AnalysisCase &which, const std::string &name)
{
    const auto names = which.expected->strings(which.group + "/label_names").values;
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

// Values of all tests for the stored sample of genes, group by group.
std::vector<double> sampled(const std::vector<GroupTest> &tests, std::vector<double> GroupTest::*values,
                            const std::vector<std::int64_t> &genes)
{
    std::vector<double> all;
    for (const GroupTest &test : tests)
        for (const std::int64_t gene : genes) all.push_back((test.*values)[static_cast<std::size_t>(gene)]);
    return all;
}

// log10 within 1 %; below 1e-300: at most 1e-290
std::string farP(const std::vector<double> &actual, const std::vector<double> &expected)
{
    if (actual.size() != expected.size()) return "another number of p-values";
    for (std::size_t i = 0; i < actual.size(); ++i) {
        const bool fits = expected[i] < 1e-300 ? actual[i] <= 1e-290
                                               : std::abs(std::log10(actual[i]) - std::log10(expected[i])) <=
                                                     1e-9 - 0.01 * std::log10(expected[i]);
        if (!fits)
            return "p " + std::to_string(i) + ": " + std::to_string(actual[i]) + ", expected " + std::to_string(expected[i]);
    }
    return {};
}

// Three genes of seven cells, by hand.
GeneColumns columnsOf(const std::vector<std::vector<float>> &genes)
{
    GeneColumns columns;
    columns.cells = static_cast<std::int64_t>(genes.front().size());
    columns.genes = static_cast<std::int64_t>(genes.size());
    for (const auto &gene : genes) {
        for (std::size_t cell = 0; cell < gene.size(); ++cell)
            if (gene[cell] != 0.0f) {
                columns.cell.push_back(static_cast<std::int32_t>(cell));
                columns.value.push_back(gene[cell]);
            }
        columns.begin.push_back(static_cast<std::int64_t>(columns.value.size()));
    }
    return columns;
}

// Mean ranks by counting smaller and equal values.
RankSum plainRankSum(const std::vector<float> &values, const std::vector<bool> &counted, const std::vector<bool> &own)
{
    RankSum sum;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!counted[i]) continue;
        double smaller = 0.0, equal = 0.0;
        for (std::size_t j = 0; j < values.size(); ++j) {
            smaller += counted[j] && values[j] < values[i] ? 1.0 : 0.0;
            equal += counted[j] && values[j] == values[i] ? 1.0 : 0.0;
        }
        if (own[i]) sum.ranks += smaller + (equal + 1.0) / 2.0;
        sum.ties += equal * equal - 1.0;  // over a run of t values: t (t² - 1)
    }
    return sum;
}

}  // namespace

class TestCellTests : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void matchesScanpy_data() { LEXICELL_ADD_ANALYSIS_CASES(array); }
    void matchesScanpy()
    {
        LEXICELL_FETCH_ANALYSIS_CASE(which, array);
        auto block = which.counts();
        const CellGroups groups = groupsOf(which);
        const GeneColumns counts = geneColumns(block, 2);
        preprocess::logNormalize(block, 2);
        const GeneColumns logs = geneColumns(block, 2);
        for (const bool tie : {false, true}) {
            const std::string suffix = tie ? "wilcoxon_tie" : "wilcoxon";
            verify(which, counts, groups, {.test = CellTest::Wilcoxon, .tieCorrect = tie}, "counts_" + suffix, 1e-5, 1e-5);
            verify(which, logs, groups, {.test = CellTest::Wilcoxon, .tieCorrect = tie}, "lognorm_" + suffix, 1e-3, 5e-3);
        }
        verify(which, logs, groups, {.test = CellTest::Welch}, "lognorm_t-test", 1e-3, 5e-3);
        verify(which, logs, groups, {.test = CellTest::Overestimated}, "lognorm_t-test_overestim_var", 1e-3, 5e-3);
        const std::string pair = which.group + "/de/lognorm_wilcoxon_tie_pair";
        if (which.expected->hasAttribute(pair, "reference"))
            verify(which, logs, groups,
                   {.test = CellTest::Wilcoxon,
                    .reference = groupNamed(which, which.expected->textAttribute(pair, "reference")),
                    .groups = {groupNamed(which, which.expected->textAttribute(pair, "group"))}},
                   "lognorm_wilcoxon_tie_pair", 1e-3, 5e-3);
    }

    // Values of both signs, many of them equal, and zeros, in groups and in none.
    void ranksAreThoseOfCounting()
    {
        Random random(3, 0);
        constexpr std::size_t cells = 60;
        CellGroups groups{{}, {0, 0, 0}};
        std::vector<float> values;
        for (std::size_t cell = 0; cell < cells; ++cell) {
            const int of = static_cast<int>(random.below(4)) - 1;
            groups.of.push_back(of);
            if (of >= 0) ++groups.sizes[static_cast<std::size_t>(of)];
            values.push_back(static_cast<float>(static_cast<int>(random.below(7)) - 3) * 0.5f);
        }
        const GeneColumns columns = columnsOf({values});
        GeneRanks ranks(groups);
        ranks.sort(columns, 0);
        const std::vector<bool> everybody(cells, true);
        const auto all = ranks.amongAll();
        for (int group = 0; group < 3; ++group) {
            std::vector<bool> own, both;
            for (const std::int32_t of : groups.of) {
                own.push_back(of == group);
                both.push_back(of == group || of == 1);
            }
            const RankSum expected = plainRankSum(values, everybody, own);
            QCOMPARE(all[static_cast<std::size_t>(group)].ranks, expected.ranks);
            QCOMPARE(all[static_cast<std::size_t>(group)].ties, expected.ties);
            if (group == 1) continue;
            const RankSum pair = plainRankSum(values, both, own);
            QCOMPARE(ranks.against(1)[static_cast<std::size_t>(group)].ranks, pair.ranks);
            QCOMPARE(ranks.against(1)[static_cast<std::size_t>(group)].ties, pair.ties);
        }
    }

    void longGenesAreSortedAsShortOnes()
    {
        Random random(5, 0);
        CellGroups groups{{}, {0, 0}};
        std::vector<float> values;
        for (std::size_t cell = 0; cell < 3000; ++cell) {
            groups.of.push_back(static_cast<std::int32_t>(cell % 2));
            ++groups.sizes[cell % 2];
            values.push_back(static_cast<float>(random.normal() + (cell % 2 ? 0.1 : 0.0)));
        }
        GeneRanks ranks(groups);
        ranks.sort(columnsOf({values}), 0);
        std::vector<bool> own;
        for (const std::int32_t of : groups.of) own.push_back(of == 0);
        const RankSum expected = plainRankSum(values, std::vector<bool>(values.size(), true), own);
        QCOMPARE(ranks.amongAll()[0].ranks, expected.ranks);
        QCOMPARE(ranks.against(1)[0].ranks, expected.ranks);
    }

    // A gene that is the same everywhere, present or absent, is no evidence under any test.
    void aConstantGeneHasNoScore()
    {
        const GeneColumns columns = columnsOf({{0, 0, 0, 0, 0, 0}, {0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f}, {0, 0, 0, 3, 3, 3}});
        const CellGroups groups{{0, 0, 0, 1, 1, 1}, {3, 3}};
        for (const CellTest test : {CellTest::Wilcoxon, CellTest::Welch, CellTest::Overestimated})
            for (const auto reference : {std::optional<std::size_t>(), std::optional<std::size_t>(1)}) {
                JobContext context;
                const auto tests = testCells(columns, groups, {.test = test, .reference = reference}, context);
                VERIFY_OK(tests);
                for (const std::size_t gene : {0u, 1u}) {
                    QCOMPARE(tests->front().score[gene], 0.0);
                    QCOMPARE(tests->front().pValue[gene], 1.0);
                    QCOMPARE(tests->front().logFoldChange[gene], 0.0);
                }
                QVERIFY(tests->front().score[2] < 0.0 && tests->front().pValue[2] < 0.05);
                QCOMPARE(tests->front().share[2], 0.0);
                QCOMPARE(tests->front().shareReference[2], 1.0);
            }
    }

    // Turning the groups round turns the signs and nothing else.
    void aPairIsAntisymmetric()
    {
        const GeneColumns columns = columnsOf({{1, 2, 2, 0, 5, 0, 2}, {0, 0, 1, 0, 3, 4, 4}});
        const CellGroups groups{{0, 0, 0, 1, 1, 1, -1}, {3, 3}};
        JobContext context;
        for (const CellTest test : {CellTest::Wilcoxon, CellTest::Welch}) {
            const auto one = testCells(columns, groups, {.test = test, .reference = 1, .groups = {0}}, context);
            const auto other = testCells(columns, groups, {.test = test, .reference = 0, .groups = {1}}, context);
            VERIFY_OK(one);
            VERIFY_OK(other);
            for (const std::size_t gene : {0u, 1u}) {
                QCOMPARE(one->front().score[gene], -other->front().score[gene]);
                QCOMPARE(one->front().pValue[gene], other->front().pValue[gene]);
            }
        }
    }

    void threadsChangeNoBit()
    {
        Random random(7, 0);
        std::vector<std::vector<float>> genes(50, std::vector<float>(200));
        for (auto &gene : genes)
            for (float &value : gene) value = random.uniform() < 0.6 ? 0.0f : static_cast<float>(std::log1p(random.below(6)));
        CellGroups groups{{}, {50, 50, 50, 50}};
        for (std::int32_t cell = 0; cell < 200; ++cell) groups.of.push_back(cell % 4);
        std::vector<std::vector<GroupTest>> results;
        for (const int threads : {1, 2, 3, 7}) {
            JobContext context;
            context.threads = threads;
            const auto tests = testCells(columnsOf(genes), groups, {}, context);
            VERIFY_OK(tests);
            results.push_back(*tests);
        }
        for (const auto &other : results)
            for (std::size_t group = 0; group < 4; ++group) {
                QVERIFY(other[group].score == results.front()[group].score);
                QVERIFY(other[group].adjusted == results.front()[group].adjusted);
                QVERIFY(other[group].logFoldChange == results.front()[group].logFoldChange);
            }
    }

    void columnsAreTheRowsTurned()
    {
        const data::CsrBlock block{3, 4, {0, 2, 2, 4}, {1, 3, 0, 3}, {5, 6, 7, 8}};
        for (const int threads : {1, 2, 4}) {
            const GeneColumns columns = geneColumns(block, threads);
            QCOMPARE(columns.begin, (std::vector<std::int64_t>{0, 1, 2, 2, 4}));
            QCOMPARE(columns.cell, (std::vector<std::int32_t>{2, 0, 0, 2}));
            QCOMPARE(columns.value, (std::vector<float>{7, 5, 6, 8}));
        }
    }

    void canBeCancelled()
    {
        JobContext context;
        context.cancel();
        const auto tests = testCells(columnsOf({{1, 2, 0, 4}}), {{0, 0, 1, 1}, {2, 2}}, {}, context);
        QVERIFY(!tests.ok());
        QVERIFY(tests.error().is(errors::cancelled));
    }

  private:
    void verify(const AnalysisCase &which, const GeneColumns &columns, const CellGroups &groups, const CellTestOptions &options,
                const std::string &name, double rtol, double atol)
    {
        if (!which.has("de/" + name)) return;
        JobContext context;
        const auto tests = testCells(columns, groups, options, context);
        VERIFY_OK(tests);
        const auto genes = which.ints(array);
        const std::string at = "de/" + name + "/sample_";
        const auto said = [&](const std::string &difference) {
            return difference.empty() ? difference : name + " " + difference;
        };
        VERIFY_SAME(said(difference(sampled(*tests, &GroupTest::score, genes), which.doubles(at + "scores"), rtol, atol)));
        VERIFY_SAME(said(
            difference(sampled(*tests, &GroupTest::logFoldChange, genes), which.doubles(at + "logfoldchanges"), 1e-3, 1e-5)));
        VERIFY_SAME(said(farP(sampled(*tests, &GroupTest::pValue, genes), which.doubles(at + "pvals"))));
        VERIFY_SAME(said(farP(sampled(*tests, &GroupTest::adjusted, genes), which.doubles(at + "pvals_adj"))));
        if (!options.reference && which.has("de/pts"))
            VERIFY_SAME(said(difference(sampled(*tests, &GroupTest::share, genes), which.doubles("de/pts"), 1e-6)));
    }
};

QTEST_GUILESS_MAIN(TestCellTests)
#include "tst_cell_tests.moc"
