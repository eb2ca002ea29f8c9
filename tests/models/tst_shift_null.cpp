// The null of a group's mean shift, with numbers that can be calculated by hand.
#include "models/tasks/knock_out/shift_null.h"

#include "models/tasks/knock_out/group_shifts.h"

#include <QTest>

#include <cmath>

using namespace lexicell;
using namespace lexicell::models::tasks;

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

// Two groups of `cells` cells each; null gene j moves every cell by j (1, 2, …), the gene the first group by `first` and the
// second by `second`.
struct Groups {
    std::vector<double> shifts;
    std::vector<float> null;
    std::vector<std::int32_t> groups;
    std::int64_t genes;

    Groups(int cells, std::int64_t nullGenes, double first, double second) : genes(nullGenes)
    {
        for (int cell = 0; cell < 2 * cells; ++cell) {
            groups.push_back(cell % 2);
            shifts.push_back(cell % 2 == 0 ? first : second);
            for (std::int64_t gene = 1; gene <= genes; ++gene) null.push_back(static_cast<float>(gene));
        }
    }
    std::vector<GroupNull> nulls() const { return groupNulls({shifts, data::rowsOf(null, genes), groups, 2}); }
    void forget(std::size_t cell, std::int64_t gene)
    {
        null[cell * static_cast<std::size_t>(genes) + static_cast<std::size_t>(gene)] = std::numeric_limits<float>::quiet_NaN();
    }
};

}  // namespace

class TestShiftNull : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void theLimitIsTheNinetyFifthPercentile()
    {
        const auto nulls = Groups(12, 41, 39.5, 38.5).nulls();  // 1 … 41: the 95th percentile is 39
        QCOMPARE(nulls.size(), std::size_t{2});
        for (const GroupNull &null : nulls) {
            QCOMPARE(null.genes, std::int64_t{41});
            QCOMPARE(null.limit, 39.0);
            QVERIFY(null.known());
        }
        QCOMPARE(nulls[0].shift, 39.5);
        QVERIFY(nulls[0].beyond() && !nulls[1].beyond());
        QVERIFY(!Groups(12, 41, 39.0, 0.0).nulls()[0].beyond());  // as large is not larger
    }

    // Means are over the cells of the group that have the null gene; with fewer than ten it is left out.
    void cellsWithoutTheNullGeneTakeNoPart()
    {
        Groups groups(12, 41, 50.0, 50.0);
        for (std::size_t cell = 0; cell < 6; cell += 2) groups.forget(cell, 40);  // three of the first group lack the largest
        const auto nulls = groups.nulls();
        QCOMPARE(nulls[0].genes, std::int64_t{40});
        QVERIFY(std::abs(nulls[0].limit - 38.05) < 1e-9);
        QCOMPARE(nulls[1].genes, std::int64_t{41});
        groups.groups.assign(groups.groups.size(), -1);
        QVERIFY(std::isnan(groups.nulls()[0].shift) && !groups.nulls()[0].known());
    }

    void fewNullGenesAreNoNull()
    {
        QVERIFY(Groups(12, 20, 50.0, 0.0).nulls()[0].beyond());
        const GroupNull few = Groups(12, 19, 50.0, 0.0).nulls()[0];
        QVERIFY(!few.known() && !few.beyond() && std::isnan(few.limit));
        const GroupNull small = Groups(9, 41, 50.0, 0.0).nulls()[0];  // too few cells in every null gene
        QCOMPARE(small.genes, std::int64_t{0});
        QVERIFY(!small.known());
        QVERIFY(!groupNulls({{1.0, 2.0}, {}, {0, 0}, 1})[0].known());  // none was stored
    }

    void unchangedCellsDoNotCount()
    {
        Groups groups(12, 41, 50.0, 50.0);
        groups.shifts[0] = missing;
        QCOMPARE(groups.nulls()[0].shift, 50.0);
    }
};

QTEST_APPLESS_MAIN(TestShiftNull)
#include "tst_shift_null.moc"
