// Training cells in windows: each once in an epoch, blocks of all files mixed, another order in every epoch, and minibatches that
// never need two windows.
#include "models/training/cell_windows.h"

#include <QTest>

#include <algorithm>
#include <numeric>
#include <set>

using namespace lexicell::models::training;

namespace {

using WindowCells = CellWindows::Cells;

// Every tenth cell validates.
CellWindows windowsOf(std::int64_t cells, const WindowRules &rules)
{
    WindowCells training, validation;
    for (std::int64_t cell = 0; cell < cells; ++cell) (cell % 10 == 9 ? validation : training).push_back(cell);
    return {training, validation, [](std::int64_t cell) { return cell % 7; }, rules};
}

WindowCells joinedBatches(const std::vector<WindowCells> &batches)
{
    WindowCells all;
    for (const WindowCells &batch : batches) all.insert(all.end(), batch.begin(), batch.end());
    return all;
}

}  // namespace

class TestCellWindows : public QObject {
    Q_OBJECT
  private slots:
    void everyCellOnce();
    void aMinibatchNeedsOneWindow();
    void windowsMixTheFiles();
    void oneWindowIsTheWholeShuffled();
};

void TestCellWindows::everyCellOnce()
{
    const CellWindows windows = windowsOf(10'007, {2000, 32, 8, 3});
    WindowCells expected = windows.training();
    const auto first = windows.trainingBatches(1);
    QVERIFY(first == windowsOf(10'007, {2000, 32, 8, 3}).trainingBatches(1));
    QVERIFY(first != windows.trainingBatches(2));
    QVERIFY(first != windowsOf(10'007, {2000, 32, 8, 4}).trainingBatches(1));
    for (int epoch = 1; epoch <= 20; ++epoch) {
        const auto batches = windows.trainingBatches(epoch);
        QCOMPARE(batches.size(), (expected.size() + 31) / 32);  // whatever the draw
        WindowCells cells = joinedBatches(batches);
        std::sort(cells.begin(), cells.end());
        QVERIFY(cells == expected);
    }
    WindowCells held = joinedBatches(windows.validationBatches());
    std::sort(held.begin(), held.end());
    QVERIFY(held == windows.validation());
}

void TestCellWindows::aMinibatchNeedsOneWindow()
{
    const CellWindows windows = windowsOf(5000, {1000, 24, 24, 0});
    for (int epoch = 0; epoch <= 2; ++epoch) {
        WindowCells held;
        int changes = 0;
        for (const auto &batch : epoch == 0 ? windows.validationBatches() : windows.trainingBatches(epoch)) {
            const auto isHeld = [&](std::int64_t cell) { return std::binary_search(held.begin(), held.end(), cell); };
            if (!std::all_of(batch.begin(), batch.end(), isHeld)) {
                held = windows.windowOf(batch.front(), epoch);
                ++changes;
            }
            QVERIFY(std::all_of(batch.begin(), batch.end(), isHeld));
            QVERIFY(std::is_sorted(held.begin(), held.end()) && held.size() <= 1000);
        }
        QVERIFY2(changes <= 6, qPrintable(QString::number(changes)));  // each window once
    }
}

// A window holds blocks from the whole range, so that no file comes alone.
void TestCellWindows::windowsMixTheFiles()
{
    const CellWindows windows = windowsOf(100'000, {20'000, 32, 32, 1});
    const WindowCells window = windows.windowOf(windows.trainingBatches(1).front().front(), 1);
    std::set<std::int64_t> quarters;
    for (const std::int64_t cell : window) quarters.insert(cell / 25'000);
    QCOMPARE(quarters.size(), std::size_t{4});
}

void TestCellWindows::oneWindowIsTheWholeShuffled()
{
    const CellWindows windows = windowsOf(500, {500, 16, 16, 5});
    const auto length = [](std::int64_t cell) { return cell % 7; };
    QVERIFY(windows.trainingBatches(3) == shuffledBatches(windows.training(), length, 16, 5, 3));
    QCOMPARE(windows.windowOf(7, 3).size(), std::size_t{500});
}

QTEST_APPLESS_MAIN(TestCellWindows)
#include "tst_cell_windows.moc"
