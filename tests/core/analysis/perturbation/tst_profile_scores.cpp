// Scores of mean profiles: systema's and the calibrated ones.
#include "core/analysis/perturbation/change_tests.h"
#include "core/analysis/perturbation/profile_scores.h"
#include "tests/core/analysis/perturbation/perturbation_cases.h"

#include <map>

using namespace lexicell;
using namespace lexicell::test;
using namespace lexicell::analysis;

namespace {

// Without the control in the last row.
SampleMatrix perturbationsOf(SampleMatrix profiles)
{
    --profiles.samples;
    profiles.values.resize(profiles.values.size() - static_cast<std::size_t>(profiles.genes));
    return profiles;
}

SampleMatrix repeated(const std::vector<double> &profile, std::int64_t rows)
{
    SampleMatrix matrix{rows, static_cast<std::int64_t>(profile.size()), {}};
    for (std::int64_t row = 0; row < rows; ++row) matrix.values.insert(matrix.values.end(), profile.begin(), profile.end());
    return matrix;
}

SampleMatrix matrixOf(const PerturbationCase &which, const std::string &array)
{
    const auto values = which.expected->doubles(array);
    return {values.rows(), values.columns(), values.values};
}

using Scores = std::map<std::string, std::vector<double>>;
Scores calibratedScores(const SampleMatrix &predicted, const SampleMatrix &truth, const SampleMatrix &weights,
                        const std::vector<double> &control, const std::vector<double> &reference)
{
    Scores scores;
    for (std::size_t p = 0; p < static_cast<std::size_t>(truth.samples); ++p) {
        const auto x = rowOf(predicted, p), y = rowOf(truth, p), w = rowOf(weights, p);
        scores["mse"].push_back(meanSquaredError(x, y));
        scores["wmse"].push_back(weightedError(x, y, w));
        scores["weighted_r2_delta"].push_back(weightedR2(x, y, control, w));
        scores["weighted_r2_delta_mean"].push_back(weightedR2(x, y, reference, w));
    }
    scores["nir"] = centroidAccuracy(predicted, truth);
    return scores;
}

// The largest difference allowed of the weights that own t give: these are of float32 values.
constexpr double ownWeights = 1e-6;

}  // namespace

class TestProfileScores : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void profilesAndSystema()
    {
        PERTURBATION_CASES_OR_SKIP(cases);
        for (const PerturbationCase &which : cases) {
            const SampleMatrix all = meanProfiles(which.real), truth = perturbationsOf(all);
            const auto last = rowOf(all, which.real.control());
            const std::vector<double> control(last.begin(), last.end());
            VERIFY_SAME(difference(control, which.doubles("profiles/control"), 0.0, 1e-10));
            VERIFY_SAME(difference(truth.values, which.doubles("profiles/real"), 0.0, 1e-10));
            const std::vector<double> reference = meanOfRows(truth, which.trained());
            VERIFY_SAME(difference(reference, which.doubles("systema/reference"), 0.0, 1e-10));
            const auto count = static_cast<std::size_t>(which.expected->shape("systema/top20")[1]);
            std::vector<std::vector<std::int64_t>> top;
            std::vector<std::int64_t> joined;
            for (std::size_t p = 0; p < which.panel.perturbations(); ++p) {
                top.push_back(mostChanged(rowOf(truth, p), control, count));
                joined.insert(joined.end(), top.back().begin(), top.back().end());
            }
            QCOMPARE(joined, which.expected->ints("systema/top20").values);
            const auto names = which.predictions("systema");
            QVERIFY(!names.empty());
            for (const std::string &name : names) {
                const std::string group = "systema/" + name + "/";
                const SampleMatrix predicted = perturbationsOf(meanProfiles(which.cells(name)));
                VERIFY_SAME(difference(predicted.values, which.doubles("profiles/" + name), 0.0, 1e-9));
                std::vector<double> delta, ofTop;
                for (std::size_t p = 0; p < which.panel.perturbations(); ++p) {
                    delta.push_back(pearsonDelta(rowOf(predicted, p), rowOf(truth, p), reference));
                    ofTop.push_back(pearsonDelta(rowOf(predicted, p), rowOf(truth, p), reference, top[p]));
                }
                VERIFY_SAME(difference(delta, which.doubles(group + "pearson_delta"), 0.0, 1e-9));
                VERIFY_SAME(difference(ofTop, which.doubles(group + "pearson_delta_top20"), 0.0, 1e-9));
                VERIFY_SAME(
                    difference(centroidAccuracy(predicted, truth), which.doubles(group + "centroid_accuracy"), 0.0, 1e-15));
            }
        }
    }

    void testsOfTheHalves()
    {
        PERTURBATION_CASES_OR_SKIP(cases);
        for (const PerturbationCase &which : cases) {
            JobContext context;
            const auto first = changeTests(chosenCells(which.real, which.cellsOfHalf(1)), context);
            const auto second = changeTests(chosenCells(which.real, which.cellsOfHalf(2)), context);
            VERIFY_OK(first);
            VERIFY_OK(second);
            std::vector<double> t, adjusted, weights;
            for (std::size_t p = 0; p < which.panel.perturbations(); ++p) {
                t.insert(t.end(), (*first)[p].score.begin(), (*first)[p].score.end());
                adjusted.insert(adjusted.end(), (*second)[p].adjusted.begin(), (*second)[p].adjusted.end());
                const auto own = changeWeights((*first)[p].score);
                weights.insert(weights.end(), own.begin(), own.end());
            }
            VERIFY_SAME(difference(t, which.doubles("calibrated/t_first_half"), 1e-4, 1e-6));
            VERIFY_SAME(logDifference(adjusted, which.doubles("calibrated/p_adj_second_half"), 0.01, 1e-9));
            VERIFY_SAME(difference(weights, which.doubles("calibrated/weights"), 0.0, ownWeights));
        }
    }

    void calibrated()
    {
        PERTURBATION_CASES_OR_SKIP(cases);
        for (const PerturbationCase &which : cases) {
            const SampleMatrix all = meanProfiles(which.real);
            const auto last = rowOf(all, which.real.control());
            const std::vector<double> control(last.begin(), last.end());
            const std::vector<double> reference = meanOfRows(all, which.trained());
            const SampleMatrix truth = perturbationsOf(meanProfiles(chosenCells(which.real, which.cellsOfHalf(1))));
            const SampleMatrix second = perturbationsOf(meanProfiles(chosenCells(which.real, which.cellsOfHalf(2))));
            VERIFY_SAME(difference(truth.values, which.doubles("calibrated/truth"), 0.0, 1e-10));
            const SampleMatrix t = matrixOf(which, "calibrated/t_first_half");
            const SampleMatrix p = matrixOf(which, "calibrated/p_adj_second_half");
            SampleMatrix weights{truth.samples, truth.genes, {}}, duplicate = weights;
            for (std::size_t row = 0; row < static_cast<std::size_t>(truth.samples); ++row) {
                const auto own = changeWeights(rowOf(t, row));
                weights.values.insert(weights.values.end(), own.begin(), own.end());
                const auto ceiling = interpolatedDuplicate(rowOf(second, row), reference, rowOf(p, row));
                duplicate.values.insert(duplicate.values.end(), ceiling.begin(), ceiling.end());
            }
            VERIFY_SAME(difference(weights.values, which.doubles("calibrated/weights"), 0.0, 1e-9));
            VERIFY_SAME(difference(duplicate.values, which.doubles("calibrated/interpolated_duplicate"), 0.0, 1e-9));

            std::map<std::string, Scores> found;
            const auto arms = which.expected->children("calibrated/scores");
            QVERIFY(!arms.empty());
            for (const std::string &arm : arms) {
                const bool prediction = arm.starts_with("pred_");
                const SampleMatrix profiles = arm == "train_mean"    ? repeated(reference, truth.samples)
                                              : arm == "control"     ? repeated(control, truth.samples)
                                              : arm == "second_half" ? second
                                              : prediction           ? perturbationsOf(meanProfiles(which.cells(arm.substr(5))))
                                                                     : duplicate;
                found[arm] = calibratedScores(profiles, truth, weights, control, reference);
                for (const std::string &score : which.expected->children("calibrated/scores/" + arm)) {
                    QVERIFY2(found[arm].contains(score), score.c_str());
                    VERIFY_SAME(
                        difference(found[arm][score], which.doubles("calibrated/scores/" + arm + "/" + score), 1e-8, 1e-14));
                }
            }
            for (const std::string &positive : which.expected->children("calibrated/drf"))
                for (const std::string &score : which.expected->children("calibrated/drf/" + positive)) {
                    const bool error = score == "mse" || score == "wmse";
                    const Scores &negative = found[score == "weighted_r2_delta_mean" ? "control" : "train_mean"];
                    std::vector<double> range;
                    for (std::size_t row = 0; row < static_cast<std::size_t>(truth.samples); ++row)
                        range.push_back(dynamicRange(found[positive][score][row], negative.at(score)[row], error));
                    VERIFY_SAME(difference(range, which.doubles("calibrated/drf/" + positive + "/" + score), 0.0, 1e-7));
                }
        }
    }

    void edges()
    {
        const std::vector<double> flat{1.0, 1.0, 1.0}, rising{1.0, 2.0, 3.0}, zero(3);
        QVERIFY(std::isnan(pearsonDelta(flat, rising, zero)));
        QCOMPARE(pearsonDelta(rising, rising, zero), 1.0);
        QCOMPARE(changeWeights(flat), flat);
        QCOMPARE(changeWeights(std::vector<double>{-3.0, 1.0, 2.0}), (std::vector<double>{1.0, 0.0, 0.25}));
        QVERIFY(std::isnan(meanOfRows({1, 3, rising}, {})[0]));
        QVERIFY(std::isnan(centroidAccuracy({1, 3, rising}, {1, 3, flat})[0]));
    }
};

QTEST_APPLESS_MAIN(TestProfileScores)
#include "tst_profile_scores.moc"
