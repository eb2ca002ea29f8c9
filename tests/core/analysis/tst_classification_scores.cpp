// Scores of predicted labels: hand-counted cells, and the class head of the scGPT fixtures.
#include "core/analysis/classification_scores.h"
#include "tests/support/fixtures.h"
#include "tests/support/hdf5_values.h"

#include <algorithm>
#include <cmath>

using namespace lexicell;
using analysis::classificationScores;

class TestClassificationScores : public QObject {
    Q_OBJECT
  private slots:
    void countsByHand()
    {
        const auto scores = classificationScores({"a", "a", "a", "b"}, {"a", "b", "a", "c"});
        QCOMPARE(scores.classes, (std::vector<std::string>{"a", "b", "c"}));
        QCOMPARE(scores.confusion, (std::vector<std::int64_t>{2, 1, 0, 0, 0, 1, 0, 0, 0}));
        QCOMPARE(scores.accuracy, 0.5);
        QCOMPARE(scores.macroPrecision, 1.0 / 3.0);
        QCOMPARE(scores.macroRecall, 2.0 / 9.0);
        QCOMPARE(scores.macroF1, 0.8 / 3.0);
    }

    void nothingToScore() { QVERIFY(classificationScores({}, {}).classes.empty()); }

    void theClassHeadOfTheFixtures()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scgpt");
        const auto folders = test::caseFolders(root, "expected.h5", {"cls"});
        if (folders.empty()) QSKIP("no such case in this folder");
        for (const auto &folder : folders) checkClassHead(test::Hdf5File(folder / "expected.h5"));
    }

  private:
    static void checkClassHead(const test::Hdf5File &file)
    {
        const auto scores = classificationScores(file.strings("true_label").values, file.strings("predicted_label").values);
        const auto close = [&](double score, const char *name) {
            return std::abs(score - file.doubles(std::string("metrics/") + name).values[0]) < 1e-12;
        };
        QVERIFY(close(scores.accuracy, "accuracy"));
        QVERIFY(close(scores.macroPrecision, "macro_precision"));
        QVERIFY(close(scores.macroRecall, "macro_recall"));
        QVERIFY(close(scores.macroF1, "macro_f1"));
        const auto classes = file.strings("classes").values;
        const auto confusion = file.doubles("metrics/confusion");
        for (std::size_t i = 0; i < scores.classes.size(); ++i)
            for (std::size_t j = 0; j < scores.classes.size(); ++j) {
                const auto row = std::find(classes.begin(), classes.end(), scores.classes[i]) - classes.begin();
                const auto column = std::find(classes.begin(), classes.end(), scores.classes[j]) - classes.begin();
                QCOMPARE(static_cast<double>(scores.confusion[i * scores.classes.size() + j]), confusion.at(row, column));
            }
    }
};

QTEST_APPLESS_MAIN(TestClassificationScores)
#include "tst_classification_scores.moc"
