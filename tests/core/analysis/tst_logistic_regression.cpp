// Logistic regression against scikit-learn's: the baselines of the analysis fixtures, and properties of the fit.
#include "core/analysis/classification_scores.h"
#include "core/analysis/logistic_regression.h"
#include "core/analysis/single_r.h"
#include "core/data/csr_block.h"
#include "core/preprocess/normalize.h"
#include "tests/support/analysis_cases.h"
#include "tests/support/h5ad_cells.h"

#include <algorithm>
#include <cmath>

using namespace lexicell;
using namespace lexicell::test;
using analysis::ColumnScaling;
using analysis::Penalty;

namespace {

// A group of `baselines` whose data are there.
struct Split {
    std::string name;
    data::CsrBlock train, test;  // log-normalized, all genes
    std::vector<std::int64_t> genes;
    std::vector<std::int32_t> trainCodes, testCodes;
    std::int64_t classes = 0;
};

std::vector<std::string> splitNames()
{
    const auto root = fixtures("analysis");
    if (!root) return {};
    const Hdf5File file(*root / "expected.h5");
    return file.has("baselines") ? file.children("baselines") : std::vector<std::string>();
}

std::vector<std::int32_t> chosen(const std::vector<std::int64_t> &codes, const std::vector<std::int64_t> &cells)
{
    std::vector<std::int32_t> result;
    for (const std::int64_t cell : cells) result.push_back(static_cast<std::int32_t>(codes[static_cast<std::size_t>(cell)]));
    return result;
}

Split readSplit(const Hdf5File &expected, const std::string &group, const std::filesystem::path &file)
{
    const auto ints = [&](const char *name) { return expected.ints(group + "/" + name).values; };
    data::CsrBlock values = readMatrix(Hdf5File(file), "X");
    preprocess::logNormalize(values, 0);
    Split split{group, data::selectRows(values, ints("train")),        data::selectRows(values, ints("test")), ints("genes"), {},
                {},    expected.strings(group + "/label_names").rows()};
    split.trainCodes = chosen(ints("label_codes"), ints("train"));
    split.testCodes = chosen(ints("label_codes"), ints("test"));
    return split;
}

std::vector<std::int64_t> best(const std::vector<float> &probabilities, std::int64_t classes)
{
    std::vector<std::int64_t> result;
    for (auto row = probabilities.begin(); row != probabilities.end(); row += classes)
        result.push_back(std::max_element(row, row + classes) - row);
    return result;
}

}  // namespace

class TestLogisticRegression : public QObject {
    Q_OBJECT

    // Three cells of each of two classes: the first column tells them apart, the second does not vary.
    static data::CsrBlock small()
    {
        return {6, 3, {0, 2, 4, 6, 7, 8, 10}, {0, 1, 0, 1, 0, 1, 1, 1, 1, 2}, {3, 1, 2, 1, 4, 1, 1, 1, 1, 5}};
    }

  private slots:
    void columnsAreScaled()
    {
        const auto values = small();
        const auto scaled = ColumnScaling(values).scaled(values);
        // Column 0: 3, 2, 4, 0, 0, 0 with mean 1.5 and population deviation sqrt(2.5833).
        const double deviation = std::sqrt(29.0 / 6.0 - 2.25);
        QVERIFY(std::abs(scaled.offset[0] + 1.5 / deviation) < 1e-12);
        QVERIFY(std::abs(static_cast<double>(scaled.stored.values[0]) + scaled.offset[0] - 1.5 / deviation) < 1e-6);
        QCOMPARE(scaled.offset[1], 0.0);  // without spread
        QCOMPARE(scaled.stored.values[1], 0.0F);
    }

    void itTellsClassesApart_data()
    {
        QTest::addColumn<bool>("sparse");
        QTest::newRow("L1") << true;
        QTest::newRow("L2") << false;
    }
    void itTellsClassesApart()
    {
        QFETCH(bool, sparse);
        const auto values = small();
        const auto cells = ColumnScaling(values).scaled(values);
        JobContext context;
        const auto model =
            analysis::logisticRegression(cells, {0, 0, 0, 1, 1, 1}, 2, {sparse ? Penalty::L1 : Penalty::L2, 1.0}, context);
        VERIFY_OK(model);
        QVERIFY(model->converged);
        const auto probabilities = model->probabilities(cells, 1);
        QCOMPARE(best(probabilities, 2), (std::vector<std::int64_t>{0, 0, 0, 1, 1, 1}));
        for (std::size_t cell = 0; cell < 6; ++cell)
            QVERIFY(std::abs(probabilities[2 * cell] + probabilities[2 * cell + 1] - 1.0F) < 1e-6F);
        QCOMPARE(model->weights[2], 0.0);  // the column without spread
        context.cancel();
        QCOMPARE(analysis::logisticRegression(cells, {0, 0, 0, 1, 1, 1}, 2, {Penalty::L1, 1.0}, context).error().kind,
                 ErrorKind::Cancelled);
    }

    void recorded_data()
    {
        QTest::addColumn<QString>("name");
        for (const auto &name : splitNames()) QTest::newRow(name.c_str()) << QString::fromStdString(name);
        if (splitNames().empty()) QSKIP("no analysis fixtures: set LEXICELL_FIXTURES");
    }
    void recorded()
    {
        QFETCH(QString, name);
        const Hdf5File expected(*fixtures("analysis") / "expected.h5");
        const std::string group = "baselines/" + name.toStdString();
        LEXICELL_DATA_OR_SKIP(file, expected.textAttribute(group, "path"));
        const Split split = readSplit(expected, group, file);
        const auto train = data::selectColumns(split.train, split.genes);
        const ColumnScaling scaling(train);
        const auto cells = scaling.scaled(train), query = scaling.scaled(data::selectColumns(split.test, split.genes));
        for (const bool sparse : {false, true}) {
            const std::string method = group + (sparse ? "/logreg_l1" : "/logreg_l2");
            analysis::LogisticOptions options;
            options.penalty = sparse ? Penalty::L1 : Penalty::L2;
            options.c = expected.numberAttribute(method, "C")[0];
            JobContext one, two;
            one.threads = 1;
            two.threads = 2;
            const auto model = analysis::logisticRegression(cells, split.trainCodes, split.classes, options, two);
            VERIFY_OK(model);
            const auto predicted = best(model->probabilities(query, 2), split.classes);
            const auto reference = expected.ints(method + "/predicted").values;
            std::size_t other = 0;
            for (std::size_t cell = 0; cell < reference.size(); ++cell) other += predicted[cell] != reference[cell] ? 1 : 0;
            qInfo("%s: %zu of %zu predictions differ%s", method.c_str(), other, reference.size(),
                  model->converged ? "" : "; not converged");
            QVERIFY(other * 100 <= reference.size());
            if (split.train.rows > 300) continue;
            const auto alone = analysis::logisticRegression(cells, split.trainCodes, split.classes, options, one);
            VERIFY_OK(alone);
            QVERIFY(model->weights == alone->weights && model->intercepts == alone->intercepts);
        }
    }

    // SingleR has no recorded numbers here; it must find the types of cells of another batch.
    void singleRFindsTypes()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "analysis");
        const Hdf5File expected(root / "expected.h5");
        const std::string group = "baselines/pbmc3k";
        if (!expected.has(group)) QSKIP("the split of pbmc3k is absent");
        LEXICELL_DATA_OR_SKIP(file, expected.textAttribute(group, "path"));
        const Split split = readSplit(expected, group, file);
        JobContext one, two;
        one.threads = 1;
        two.threads = 2;
        const auto found = analysis::singleR(split.test, split.train, split.trainCodes, split.classes, two);
        VERIFY_OK(found);
        std::size_t right = 0;
        for (std::size_t cell = 0; cell < split.testCodes.size(); ++cell)
            right += found->best[cell] == split.testCodes[cell] ? 1 : 0;
        const double accuracy = static_cast<double>(right) / static_cast<double>(split.testCodes.size());
        qInfo("SingleR: accuracy %.3f", accuracy);
        QVERIFY(accuracy > 0.7);
        const auto some = data::selectRows(split.test, {0, 1, 2, 3, 4, 5, 6, 7});
        const auto alone = analysis::singleR(some, split.train, split.trainCodes, split.classes, one);
        VERIFY_OK(alone);
        for (std::size_t cell = 0; cell < 8; ++cell) {
            QCOMPARE(alone->best[cell], found->best[cell]);
            QCOMPARE(alone->delta[cell], found->delta[cell]);
        }
        two.cancel();
        QCOMPARE(analysis::singleR(some, split.train, split.trainCodes, split.classes, two).error().kind, ErrorKind::Cancelled);
    }

    void singleRNeedsGenesThatDiffer()
    {
        const data::CsrBlock same{2, 2, {0, 2, 4}, {0, 1, 0, 1}, {1, 2, 1, 2}};
        JobContext context;
        QCOMPARE(analysis::singleR(same, same, {0, 1}, 2, context).error().errorClass, std::string("too_few_genes"));
    }
};

QTEST_APPLESS_MAIN(TestLogisticRegression)
#include "tst_logistic_regression.moc"
