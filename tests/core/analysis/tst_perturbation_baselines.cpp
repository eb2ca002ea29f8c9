// Baselines of perturbation prediction: the reference values of the linear model and of doubles, and what has no value.
#include "core/analysis/perturbation_baselines.h"
#include "tests/support/fixtures.h"
#include "tests/support/hdf5_values.h"

#include <algorithm>
#include <cmath>

using namespace lexicell;
using analysis::MeasuredProfiles;
using analysis::Profile;

namespace {

Profile row(const test::Hdf5Values<double> &table, std::int64_t at)
{
    const auto begin = table.values.begin() + static_cast<std::ptrdiff_t>(at * table.columns());
    return {begin, begin + static_cast<std::ptrdiff_t>(table.columns())};
}

double largestDifference(const Profile &a, const Profile &b)
{
    double largest = a.size() == b.size() ? 0.0 : 1e300;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
    return largest;
}

// The training perturbations of the fixture, and its control.
MeasuredProfiles trainingProfiles(const test::Hdf5File &file)
{
    MeasuredProfiles measured{file.doubles("profiles/control").values, {}, {}};
    const auto real = file.doubles("profiles/real");
    const auto isTest = file.ints("is_test").values, target = file.ints("target_gene").values;
    for (std::size_t i = 0; i < isTest.size(); ++i) {
        if (isTest[i] != 0) continue;
        measured.genes.push_back({target[i]});
        measured.profiles.push_back(row(real, static_cast<std::int64_t>(i)));
    }
    return measured;
}

}  // namespace

class TestPerturbationBaselines : public QObject {
    Q_OBJECT
  private slots:
    void linear()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "perturbation_metrics");
        const test::Hdf5File file(root / "expected.h5");
        const MeasuredProfiles measured = trainingProfiles(file);
        const auto scores = file.doubles("linear/gene_embedding");
        const auto model = analysis::LinearPerturbations::fit(measured, {static_cast<int>(scores.columns()), 0.1});
        QVERIFY(model);
        QCOMPARE(model->components(), scores.columns());
        for (std::size_t i = 0; i < scores.values.size(); ++i)  // up to the sign of a component
            QVERIFY(std::abs(std::abs(model->geneScores()[i]) - std::abs(scores.values[i])) < 1e-8);
        QVERIFY(largestDifference(model->intercept(), file.doubles("linear/intercept").values) < 1e-9);
        const auto perturbations = file.strings("perturbations").values;
        const auto target = file.ints("target_gene").values;
        const auto wanted = file.strings("linear/perturbations").values;
        const auto predictions = file.doubles("linear/prediction"), real = file.doubles("profiles/real");
        const auto pearson = file.doubles("linear/pearson_delta").values;
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            const auto at = std::find(perturbations.begin(), perturbations.end(), wanted[i]) - perturbations.begin();
            const auto predicted = model->predict({target[static_cast<std::size_t>(at)]});
            QVERIFY(predicted);
            QVERIFY2(largestDifference(*predicted, row(predictions, static_cast<std::int64_t>(i))) < 1e-8, wanted[i].c_str());
            QVERIFY(std::abs(analysis::pearsonOfEffect(*predicted, row(real, at), measured.control) - pearson[i]) < 1e-8);
        }
        QVERIFY(largestDifference(analysis::trainingMean(measured), file.doubles("systema/reference").values) < 1e-10);
    }

    void doubles()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "perturbation_metrics");
        const test::Hdf5File file(root / "expected.h5");
        const Profile control = file.doubles("profiles/control").values;
        const auto real = file.doubles("profiles/real"), truth = file.doubles("doubles/truth");
        const auto additive = file.doubles("doubles/additive"), matching = file.doubles("doubles/matching_mean");
        const auto pairs = file.ints("doubles/pairs");
        for (std::int64_t i = 0; i < pairs.rows(); ++i) {
            const Profile a = row(real, pairs.at(i, 0)), b = row(real, pairs.at(i, 1)), measured = row(truth, i);
            const auto check = [&](const Profile &predicted, const Profile &want, const std::string &name) {
                return largestDifference(predicted, want) < 1e-10 &&
                       std::abs(analysis::pearsonOfEffect(predicted, measured, control) -
                                file.doubles("doubles/" + name + "_pearson_delta").values[static_cast<std::size_t>(i)]) < 1e-9 &&
                       std::abs(analysis::rootMeanSquaredError(predicted, measured) -
                                file.doubles("doubles/" + name + "_rmse").values[static_cast<std::size_t>(i)]) < 1e-9;
            };
            QVERIFY(check(analysis::additive(a, b, control), row(additive, i), "additive"));
            QVERIFY(check(analysis::matchingMean(a, b), row(matching, i), "matching_mean"));
        }
    }

    void whatHasNoValue()
    {
        MeasuredProfiles measured{{1.0, 2.0, 4.0}, {{0}, {-1}}, {{2.0, 2.0, 4.0}, {1.0, 3.0, 5.0}}};
        QVERIFY(!analysis::LinearPerturbations::fit(measured));  // one condition with a measured gene
        measured.genes[1] = {2};
        const auto model = analysis::LinearPerturbations::fit(measured);
        QVERIFY(model);
        QVERIFY(model->predict({1}));
        QVERIFY(!model->predict({-1}) && !model->predict({}));
        QVERIFY(model->nearest({0}) == std::optional<std::size_t>(0));
        QVERIFY(model->nearest({2}) == std::optional<std::size_t>(1));
        QVERIFY(!model->nearest({-1}));
        QCOMPARE(analysis::trainingMean(measured), (Profile{1.5, 2.5, 4.5}));
        QCOMPARE(analysis::trainingMean({{1.0, 2.0}, {}, {}}), (Profile{1.0, 2.0}));
        QVERIFY(std::isnan(analysis::pearson(Profile{1.0, 1.0}, Profile{1.0, 2.0})));
        QCOMPARE(analysis::rootMeanSquaredError(Profile{1.0, 2.0}, Profile{1.0, 4.0}), std::sqrt(2.0));
    }
};

QTEST_APPLESS_MAIN(TestPerturbationBaselines)
#include "tst_perturbation_baselines.moc"
