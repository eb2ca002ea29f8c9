// Fine-tuning from a checkpoint against the same network from random weights.
#include "models/tasks/fine_tune/random_start.h"

#include <QTest>

#include <cmath>

using namespace lexicell;
using models::checkpoint::TensorMap;

class TestRandomStart : public QObject {
    Q_OBJECT
  private slots:
    void weightsAreRandomAndBuffersStay()
    {
        TensorMap tensors;
        tensors.add("a.weight", {3, 4}, {1, 2, 3, 4, 0, 0, 0, 0, 5, 6, 7, 8});
        tensors.add("a.bias", {3}, {1, 2, 3});
        tensors.add("norm.weight", {3}, {5, 6, 7});
        tensors.add("layer.projection_matrix", {2, 2}, {1, 2, 3, 4});
        const TensorMap random = models::tasks::randomWeights(tensors, 1);
        QCOMPARE(random.entries.size(), tensors.entries.size());
        const auto weight = random.find("a.weight")->toFloat();
        for (std::size_t i = 0; i < weight.size(); ++i) {
            QVERIFY(std::abs(weight[i]) <= 0.5F);
            QCOMPARE(weight[i] == 0.0F, i / 4 == 1);  // the row of zeros stays
        }
        QVERIFY(random.find("a.bias")->toFloat() == std::vector<float>(3, 0.0F));
        QVERIFY(random.find("norm.weight")->toFloat() == std::vector<float>(3, 1.0F));
        QVERIFY(random.find("layer.projection_matrix")->toFloat() == std::vector<float>({1, 2, 3, 4}));
        QVERIFY(models::tasks::randomWeights(tensors, 1).find("a.weight")->toFloat() == weight);
        QVERIFY(models::tasks::randomWeights(tensors, 2).find("a.weight")->toFloat() != weight);
    }

    // Five values of mean 3 and standard deviation √2.5: t is 2.7764 at four degrees of freedom.
    void intervalsAreStudents()
    {
        const auto mean = models::tasks::meanOfSeeds({1, 2, 3, 4, 5});
        QCOMPARE(mean.mean, 3.0);
        QVERIFY(std::abs(mean.interval.high - (3.0 + 2.776445 * std::sqrt(0.5))) < 1e-5);
        QVERIFY(std::abs(mean.interval.low - (3.0 - 2.776445 * std::sqrt(0.5))) < 1e-5);
        QVERIFY(std::isnan(models::tasks::meanOfSeeds({0.5}).interval.low));
    }

    void differencesAreThoseOfPairs()
    {
        const auto compared =
            models::tasks::compareSeeds({"accuracy", "macro_f1"}, {{0.9, 0.8}, {0.7, 0.6}}, {{0.8, 0.7}, {0.6, 0.5}});
        QCOMPARE(compared.size(), std::size_t{2});
        QVERIFY(std::abs(compared[0].difference.mean - 0.1) < 1e-12);
        QVERIFY(compared[0].difference.interval.high - compared[0].difference.interval.low < 1e-9);
        QVERIFY(compared[0].checkpoint.interval.high - compared[0].checkpoint.interval.low > 0.5);
    }
};

QTEST_APPLESS_MAIN(TestRandomStart)
#include "tst_random_start.moc"
