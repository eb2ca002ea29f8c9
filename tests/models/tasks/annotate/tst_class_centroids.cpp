// Centroids of classes by direction, on vectors that can be calculated by hand.
#include "models/tasks/annotate/class_centroids.h"

#include <QtTest/QtTest>

#include <cmath>

using namespace lexicell;
using namespace lexicell::models::tasks;

class TestClassCentroids : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    // The long vector of the first class weighs no more than the short one; by distance the cell would be nearer to the second.
    void lengthsDoNotCount()
    {
        const std::vector<float> rows{100, 0, 0, 1, 3, -3, 0, 0};
        const ClassCentroids centroids(data::rowsOf(rows, 2), {0, 0, 1, 0}, 3);
        const float cell[]{2, 2};
        const std::vector<double> cosines = centroids.cosines(cell);
        QCOMPARE(cosines.size(), std::size_t{3});
        QVERIFY(std::abs(cosines[0] - 1.0) < 1e-12);
        QVERIFY(std::abs(cosines[1]) < 1e-12);
        QCOMPARE(cosines[2], -1.0);  // a class without a cell
        // Two cells at 45 degrees from their centroid, one at 0.
        QVERIFY(std::abs(centroids.spread() - 2.0 * (2.0 - std::sqrt(2.0)) / 3.0) < 1e-12);
    }

    void cellsWithoutAVector()
    {
        const std::vector<float> rows{0, 0, 0, 1};
        const ClassCentroids centroids(data::rowsOf(rows, 2), {0, 1}, 2);
        const float none[]{0, 0}, some[]{0, 5};
        QCOMPARE(centroids.cosines(none), (std::vector<double>{-1.0, 0.0}));
        QCOMPARE(centroids.cosines(some), (std::vector<double>{-1.0, 1.0}));
        QCOMPARE(centroids.spread(), 0.0);
        const ClassCentroids left(data::rowsOf(rows, 2), {-1, -1}, 1);
        QCOMPARE(left.cosines(some), std::vector<double>{-1.0});
    }
};

QTEST_APPLESS_MAIN(TestClassCentroids)
#include "tst_class_centroids.moc"
