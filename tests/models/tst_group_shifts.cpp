// Where a knock-out moves the cells of a group on a map: a plane of cells whose vectors are their places, so that movements are
// known.
#include "models/tasks/knock_out/group_shifts.h"

#include "tests/support/fixtures.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace lexicell;
using namespace lexicell::models::tasks;

namespace {

constexpr int side = 40;
constexpr float missing = std::numeric_limits<float>::quiet_NaN();

// A lattice of cells, one unit apart. Group 0: the left half, moved by (6, 0) in the model's space; group 1: the right half, not
// moved; group 2: five cells.
struct Plane {
    std::vector<float> vectors, shifts, places;
    std::vector<std::int32_t> groups;

    Plane()
    {
        for (int y = 0; y < side; ++y)
            for (int x = 0; x < side; ++x) {
                const auto at = [](int value) { return static_cast<float>(value); };
                vectors.insert(vectors.end(), {at(x), at(y), 1.0F});
                places.insert(places.end(), {10.0F * at(x), 10.0F * at(y)});  // the map is ten times as large
                const bool left = x < side / 2;
                groups.push_back(y == 0 && x < 5 ? 2 : left ? 0 : 1);
                shifts.insert(shifts.end(), {left ? 6.0F : 0.0F, 0.0F, 0.0F});
            }
    }
    ShiftedCells cells() const { return {data::rowsOf(vectors, 3), data::rowsOf(shifts, 3), places, groups, 3}; }
    void forget(std::size_t cell)
    {
        for (std::size_t i = 0; i < 3; ++i) shifts[3 * cell + i] = missing;
    }
};

}  // namespace

class TestGroupShifts : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void movesByTheNeighbors()
    {
        const Plane plane;
        JobContext context;
        const auto shifts = groupShifts(plane.cells(), context);
        VERIFY_OK(shifts);
        QCOMPARE(shifts->size(), std::size_t{3});
        const GroupShift &left = shifts->at(0), &right = shifts->at(1), &few = shifts->at(2);
        QCOMPARE(left.cells, std::int64_t{side * side / 2 - 5});
        QVERIFY(left.used > 100 && left.used <= left.cells);
        // Six units of the model are 60 of the map; at the borders neighbors lie on one side.
        QVERIFY2(std::abs(left.dx - 60.0) < 1.5, qPrintable(QString::number(left.dx)));
        QVERIFY2(std::abs(left.dy) < 0.5, qPrintable(QString::number(left.dy)));
        QVERIFY(left.x > 60.0 && left.x < 130.0);
        QCOMPARE(right.dx, 0.0);  // the same neighbors
        QCOMPARE(right.dy, 0.0);
        QVERIFY(right.used > 0);
        QCOMPARE(few.cells, std::int64_t{5});
        QCOMPARE(few.used, std::int64_t{0});
    }

    void cellsWithoutTheGeneOrPlaceTakeNoPart()
    {
        Plane plane;
        for (std::size_t cell = 0; cell < plane.groups.size(); cell += 2) plane.forget(cell);
        plane.places[2 * 1] = missing;                                        // cell 1, of the few
        for (std::size_t i = 0; i < 3; ++i) plane.vectors[3 * 3 + i] = 0.0F;  // cell 3: not embedded
        JobContext context;
        const auto shifts = groupShifts(plane.cells(), context);
        VERIFY_OK(shifts);
        QCOMPARE(shifts->at(2).cells, std::int64_t{0});
        QCOMPARE(shifts->at(0).cells, std::int64_t{side * side / 4 - 2});
        QVERIFY(std::abs(shifts->at(0).dx - 60.0) < 2.0);
    }

    void sameForAnyNumberOfThreads()
    {
        const Plane plane;
        JobContext one, many;
        one.threads = 1;
        many.threads = 2;
        const auto a = groupShifts(plane.cells(), one), b = groupShifts(plane.cells(), many);
        VERIFY_OK(a);
        VERIFY_OK(b);
        QCOMPARE(a->at(0).dx, b->at(0).dx);
        QCOMPARE(a->at(0).dy, b->at(0).dy);
    }

    void refusals()
    {
        Plane plane;
        JobContext context;
        ShiftedCells wrong = plane.cells();
        wrong.shifts = data::rowsOf(plane.shifts, 2);
        QVERIFY(groupShifts(wrong, context).error().is(errors::shapeMismatch));
        for (std::size_t cell = 10; cell < plane.groups.size(); ++cell) plane.places[2 * cell] = missing;
        QVERIFY(groupShifts(plane.cells(), context).error().is(errors::tooFewCells));
        const Plane whole;
        context.cancel();
        QCOMPARE(groupShifts(whole.cells(), context).error().kind, ErrorKind::Cancelled);
    }
};

QTEST_APPLESS_MAIN(TestGroupShifts)
#include "tst_group_shifts.moc"
