// The six metrics of the Virtual Cell Challenge 2026: the package's numbers, and properties of splits and the baseline.
#include "core/analysis/perturbation/vcc_metrics.h"
#include "tests/core/analysis/perturbation/perturbation_cases.h"

#include <set>

using namespace lexicell;
using namespace lexicell::test;
using namespace lexicell::analysis;

namespace {

std::vector<double> list(const VccValues &values) { return {values.begin(), values.end()}; }

// [perturbations x tested genes] of calls that are kept by gene.
std::vector<double> ofTested(const RankTestCalls &calls, std::vector<double> GeneCalls::*values)
{
    std::vector<double> all;
    for (const GeneCalls &own : calls.of)
        for (const std::int64_t gene : calls.tested) all.push_back((own.*values)[static_cast<std::size_t>(gene)]);
    return all;
}

std::vector<double> scaledValues(const VccValues &u, const std::vector<double> &b, const std::vector<double> &r)
{
    std::vector<double> s;
    for (std::size_t i = 0; i < vccMetricCount; ++i) s.push_back(scaled(static_cast<VccMetric>(i), u[i], b[i], r[i]));
    return s;
}

}  // namespace

class TestVccMetrics : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void theMeasurement()
    {
        PERTURBATION_CASES_OR_SKIP(cases);
        for (const PerturbationCase &which : cases) {
            JobContext context;
            const auto real = vccSide(which.real, which.panel, context);
            VERIFY_OK(real);
            // The file has the control first.
            std::vector<double> bulk, jackknife;
            const auto genes = static_cast<std::ptrdiff_t>(which.panel.genes.size());
            bulk.assign(real->bulk.values.end() - genes, real->bulk.values.end());
            bulk.insert(bulk.end(), real->bulk.values.begin(), real->bulk.values.end() - genes);
            jackknife.push_back(real->jackknife.back());
            jackknife.insert(jackknife.end(), real->jackknife.begin(), real->jackknife.end() - 1);
            VERIFY_SAME(difference(bulk, which.doubles("vcc2026/real_bulk"), 0.0, 1e-9));
            VERIFY_SAME(difference(jackknife, which.doubles("vcc2026/real_jackknife"), 1e-9));
            QCOMPARE(real->calls.tested, which.expected->ints("vcc2026/genes_tested").values);
            VERIFY_SAME(
                difference(vccScores(*real, *real, which.panel).denominator, which.doubles("vcc2026/denominator"), 1e-6, 1e-9));
            VERIFY_SAME(
                difference(responseProfile(which.real, which.panel), which.doubles("vcc2026/baseline/profile"), 0.0, 1e-10));
            QCOMPARE(which.expected->strings("vcc2026/metrics").values,
                     std::vector<std::string>(vccMetricNames.begin(), vccMetricNames.end()));
        }
    }

    void predictions()
    {
        PERTURBATION_CASES_OR_SKIP(cases);
        for (const PerturbationCase &which : cases) {
            JobContext context;
            const auto real = vccSide(which.real, which.panel, context);
            VERIFY_OK(real);
            const auto names = which.predictions("vcc2026");
            QVERIFY(!names.empty());
            for (const std::string &name : names) {
                const std::string group = "vcc2026/" + name + "/";
                const auto side = vccSide(withControlOf(which.cells(name), which.real), which.panel, context);
                VERIFY_OK(side);
                const VccScores scores = vccScores(*side, *real, which.panel);
                const auto same = [&](const std::vector<double> &actual, const char *array, double rtol, double atol) {
                    return difference(actual, which.doubles(group + array), rtol, atol);
                };
                VERIFY_SAME(same(scores.pdsCosine, "pds_cosine", 1e-6, 1e-9));
                VERIFY_SAME(same(scores.directionFidelityYield, "de_wilcoxon_direction_fidelity_yield_raw", 1e-6, 1e-9));
                VERIFY_SAME(same(scores.directionReach, "de_wilcoxon_direction_reach_raw", 1e-6, 1e-9));
                VERIFY_SAME(same(scores.sigJaccard, "de_wilcoxon_sig_jaccard", 1e-6, 1e-9));
                VERIFY_SAME(same(scores.lfcNmae, "de_wilcoxon_lfc_nmae", 1e-6, 1e-9));
                VERIFY_SAME(same(scores.numerator, "numerator", 1e-6, 1e-9));
                VERIFY_SAME(same({scores.rho}, "rho", 0.0, 1e-9));
                VERIFY_SAME(same({side->jackknife.begin(), side->jackknife.end() - 1}, "jackknife", 1e-9, 0.0));
                if (which.expected->has(group + "bulk")) {
                    const auto genes = static_cast<std::ptrdiff_t>(which.panel.genes.size());
                    VERIFY_SAME(same({side->bulk.values.begin(), side->bulk.values.end() - genes}, "bulk", 0.0, 1e-9));
                }
                QCOMPARE(side->calls.tested, real->calls.tested);
                VERIFY_SAME(logDifference(ofTested(side->calls, &GeneCalls::pValue), which.doubles(group + "de_p"), 0.0, 1e-6));
                VERIFY_SAME(
                    logDifference(ofTested(side->calls, &GeneCalls::adjusted), which.doubles(group + "de_p_adj"), 0.0, 1e-6));
                VERIFY_SAME(same(ofTested(side->calls, &GeneCalls::logFoldChange), "de_lfc", 1e-7, 1e-12));
                VERIFY_SAME(same(list(scores.values()), "u", 1e-6, 1e-12));
                VERIFY_SAME(
                    same(scaledValues(scores.values(), which.doubles("vcc2026/baseline/b"), which.doubles("vcc2026/replicate/r")),
                         "s", 0.0, 1e-5));
            }
        }
    }

    void baselineAndReplicates()
    {
        PERTURBATION_CASES_OR_SKIP(cases);
        for (const PerturbationCase &which : cases) {
            JobContext context;
            const auto real = vccSide(which.real, which.panel, context);
            VERIFY_OK(real);
            const auto baseline = vccSide(withControlOf(which.cells("baseline_response"), which.real), which.panel, context);
            VERIFY_OK(baseline);
            VERIFY_SAME(
                difference(list(vccScores(*baseline, *real, which.panel).values()), which.doubles("vcc2026/baseline/b"), 1e-6));
            const auto expected = which.expected->doubles("vcc2026/replicate/values");
            std::vector<double> values, mean(vccMetricCount);
            for (std::int64_t split = 0; split < expected.rows(); ++split) {
                const std::string name = "vcc2026/replicate/split" + std::to_string(split);
                const SplitHalves halves{which.expected->ints(name + "_a").values, which.expected->ints(name + "_b").values};
                const auto found = replicateValues(which.real, halves, which.panel, real->calls, context);
                VERIFY_OK(found);
                for (std::size_t i = 0; i < vccMetricCount; ++i) {
                    values.push_back((*found)[i]);
                    mean[i] += (*found)[i] / static_cast<double>(expected.rows());
                }
            }
            VERIFY_SAME(difference(values, expected.values, 1e-6));
            VERIFY_SAME(difference(mean, which.doubles("vcc2026/replicate/r"), 1e-6));
        }
    }

    // Own splits and the own baseline are not the recorded draws, but must score like them.
    void ownSplitsAndBaseline()
    {
        PERTURBATION_CASES_OR_SKIP(cases);
        for (const PerturbationCase &which : cases) {
            const SplitHalves halves = splitHalves(which.real, 3, 0);
            std::set<std::int64_t> all(halves.measured.begin(), halves.measured.end());
            all.insert(halves.predicted.begin(), halves.predicted.end());
            QCOMPARE(static_cast<std::int64_t>(all.size()), which.real.counts.rows);
            QCOMPARE(halves.measured.size() + halves.predicted.size(), all.size());
            QVERIFY(splitHalves(which.real, 3, 0).measured == halves.measured);
            QVERIFY(splitHalves(which.real, 3, 1).measured != halves.measured);
            QVERIFY(splitHalves(which.real, 4, 0).measured != halves.measured);
            const auto first = chosenCells(which.real, halves.measured), second = chosenCells(which.real, halves.predicted);
            for (std::size_t group = 0; group < which.real.groups.count(); ++group)
                QVERIFY(second.groups.sizes[group] - first.groups.sizes[group] <= 1);

            JobContext context;
            const PerturbationCounts drawn = baselineResponse(which.real, which.panel, 1);
            QVERIFY(drawn.groups.sizes == which.real.groups.sizes);
            const auto real = vccSide(which.real, which.panel, context), baseline = vccSide(drawn, which.panel, context);
            VERIFY_OK(real);
            VERIFY_OK(baseline);
            const auto recorded = which.doubles("vcc2026/baseline/b");
            const VccValues own = vccScores(*baseline, *real, which.panel).values();
            for (std::size_t i = 1; i < vccMetricCount; ++i)  // the first is a rank among few perturbations
                QVERIFY2(std::abs(own[i] - recorded[i]) < 0.25, vccMetricNames[i]);
        }
    }

    void byHand()
    {
        VccScores scores;
        scores.pdsCosine = {0.0, 1.0, std::nan("")};
        scores.numerator = {1.0, 3.0, 0.0};
        scores.denominator = {2.0, 2.0, 4.0};
        scores.directionFidelityYield = scores.directionReach = scores.sigJaccard = scores.pdsCosine;
        scores.lfcNmae = {std::nan(""), std::nan(""), std::nan("")};
        const VccValues all = scores.values(), drawn = scores.values({1, 1});
        QCOMPARE(all[0], 0.5);
        QCOMPARE(all[1], 0.5);
        QVERIFY(std::isnan(all[5]));
        QCOMPARE(drawn[0], 1.0);
        QCOMPARE(drawn[1], 1.5);
        QCOMPARE(scaled(VccMetric::PdsCosine, 0.9, 0.5, 0.7), 2.0);
        QCOMPARE(scaled(VccMetric::ExpressionError, 2.0, 1.0, 0.5), 0.0);
        QCOMPARE(scaled(VccMetric::LfcNmae, 9.0, 1.0, 0.0), -6.0);
    }
};

QTEST_APPLESS_MAIN(TestVccMetrics)
#include "tst_vcc_metrics.moc"
