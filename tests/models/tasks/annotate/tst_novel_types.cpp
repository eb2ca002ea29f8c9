// From logits to labels, and which cells are of no known type; the rule at the threshold is upstream's (fixtures/scbert).
#include "models/tasks/annotate/novel_types.h"
#include "tests/models/scbert_cases.h"

#include <cmath>

using namespace lexicell::models::tasks;
using namespace lexicell;
using test::Hdf5File;

class TestNovelTypes : public QObject {
    Q_OBJECT
  private slots:
    void probabilitiesSumToOne()
    {
        const auto probabilities = softmaxRows({0.0F, 0.0F, 1000.0F, 0.0F, -1000.0F, -999.0F}, 2);
        QCOMPARE(probabilities[0], 0.5F);
        QCOMPARE(probabilities[2], 1.0F);
        QCOMPARE(probabilities[3], 0.0F);
        QVERIFY(std::abs(probabilities[5] - 0.7310586F) < 1e-6F);
    }

    void atTheThresholdACellIsKnown()
    {
        const std::vector<float> probabilities{0.5F, 0.5F, 0.4F, 0.6F};
        const auto cells = labelCells(probabilities, 2, 0.5);
        QVERIFY(!cells[0].novel && !cells[1].novel);
        QCOMPARE(cells[0].best, std::int64_t{0});  // the first of equals
        QVERIFY(labelCells(probabilities, 2, 0.55)[0].novel);
        QCOMPARE(labelCells(probabilities, 2, 0.55)[0].confidence, 0.5F);
        QVERIFY(!labelCells({0.7F, 0.3F}, 2, 0.7)[0].novel);
        for (const auto &cell : labelCells(probabilities, 2, 0.0)) QVERIFY(!cell.novel);
    }

    void upstreamsRule_data()
    {
        LEXICELL_FIXTURES_OR_SKIP(root, "scbert");
        test::addCases(root, {"classifier_"});
    }
    void upstreamsRule()
    {
        const Hdf5File expected(test::currentCase() / "expected.h5");
        const auto probabilities = expected.floats("threshold_rule/probabilities_f32");
        const auto cells = labelCells(probabilities.values, probabilities.columns(),
                                      expected.numberAttribute("threshold_rule", "threshold").front());
        for (std::size_t i = 0; i < cells.size(); ++i) {
            QCOMPARE(cells[i].best, expected.ints("threshold_rule/argmax").values[i]);
            QCOMPARE(cells[i].novel, expected.ints("threshold_rule/unassigned").values[i] != 0);
        }
        QVERIFY(!cells.empty());
    }
};

QTEST_APPLESS_MAIN(TestNovelTypes)
#include "tst_novel_types.moc"
