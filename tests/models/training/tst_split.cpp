// Splits: complete, seeded, whole groups, labels on every side.
#include "models/training/split.h"
#include "tests/support/fixtures.h"

#include <algorithm>
#include <map>

using namespace lexicell;
using namespace lexicell::models::training;

namespace {

using Names = std::vector<std::string>;

std::vector<std::int64_t> allCells(const Split &split)
{
    std::vector<std::int64_t> cells = split.training;
    cells.insert(cells.end(), split.validation.begin(), split.validation.end());
    cells.insert(cells.end(), split.test.begin(), split.test.end());
    std::sort(cells.begin(), cells.end());
    return cells;
}

bool isComplete(const Split &split, std::int64_t cells)
{
    const auto all = allCells(split);
    if (static_cast<std::int64_t>(all.size()) != cells) return false;
    for (std::int64_t cell = 0; cell < cells; ++cell)
        if (all[static_cast<std::size_t>(cell)] != cell) return false;
    return true;
}

std::map<std::string, std::size_t> countsOf(const std::vector<std::int64_t> &cells, const Names &names)
{
    std::map<std::string, std::size_t> counts;
    for (const std::int64_t cell : cells) ++counts[names[static_cast<std::size_t>(cell)]];
    return counts;
}

// `counts` cells of each name, interleaved.
Names namesOf(std::map<std::string, int> counts)
{
    Names names;
    for (bool more = true; more;) {
        more = false;
        for (auto &[name, count] : counts)
            if (count > 0) --count, names.push_back(name), more = true;
    }
    return names;
}

}  // namespace

class TestSplit : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void atRandom()
    {
        SplitOptions options;
        options.validation = 0.11;
        options.test = 0.2;
        options.seed = 3;
        const auto split = splitCells(100, options);
        VERIFY_OK(split);
        QVERIFY(isComplete(*split, 100));
        QCOMPARE(split->validation.size(), std::size_t{11});
        QCOMPARE(split->test.size(), std::size_t{20});
        QVERIFY(splitCells(100, options)->validation == split->validation);
        options.seed = 4;
        QVERIFY(splitCells(100, options)->validation != split->validation);
    }

    void shares_data()
    {
        QTest::addColumn<int>("cells");
        QTest::addColumn<double>("validation");
        QTest::newRow("no cell") << 0 << 0.1;
        QTest::newRow("one cell") << 1 << 0.1;
        QTest::newRow("nothing left to train on") << 3 << 0.9;
    }
    void shares()
    {
        QFETCH(int, cells);
        QFETCH(double, validation);
        SplitOptions options;
        options.validation = validation;
        const auto split = splitCells(cells, options);
        QVERIFY(!split.ok());
        QVERIFY2(split.error().is(errors::tooFewCells), split.error().message.c_str());
    }

    void groupsStayWhole()
    {
        const Names donors = namesOf({{"a", 100}, {"b", 90}, {"c", 110}, {"d", 95}, {"e", 105}, {"f", 100}, {"g", 100}});
        SplitOptions options;
        options.validation = 0.2;
        options.test = 0.2;
        options.groups = donors;
        std::vector<std::map<std::string, std::size_t>> chosen;
        for (options.seed = 0; options.seed < 8; ++options.seed) {
            const auto split = splitCells(700, options);
            VERIFY_OK(split);
            QVERIFY(isComplete(*split, 700));
            QVERIFY(sharedGroups(*split, donors).empty());
            QVERIFY(std::abs(static_cast<double>(split->validation.size()) / 700.0 - 0.2) < 0.08);
            QVERIFY(std::abs(static_cast<double>(split->test.size()) / 700.0 - 0.2) < 0.08);
            QVERIFY(splitCells(700, options)->training == split->training);
            chosen.push_back(countsOf(split->validation, donors));
        }
        QVERIFY(std::any_of(chosen.begin(), chosen.end(), [&](const auto &counts) { return counts != chosen.front(); }));
    }

    void groupsKeepLabelsApart()
    {
        // Donors with one label each: the plain choice could hold out two donors of one label.
        Names donors, labels;
        for (int cell = 0; cell < 400; ++cell) {
            donors.push_back("donor" + std::to_string(cell % 8));
            labels.push_back(cell % 8 < 4 ? "B" : "T");
        }
        SplitOptions options;
        options.validation = 0.25;
        options.groups = donors;
        options.labels = labels;
        for (options.seed = 0; options.seed < 6; ++options.seed) {
            const auto split = splitCells(400, options);
            VERIFY_OK(split);
            const std::map<std::string, std::size_t> half{{"B", 50}, {"T", 50}};
            QVERIFY(countsOf(split->validation, labels) == half);
        }
    }

    void tooFewGroups()
    {
        SplitOptions options;
        options.groups = namesOf({{"only", 50}});
        QVERIFY(splitCells(50, options).error().is(errors::tooFewCells));
        options.groups = namesOf({{"a", 25}, {"b", 25}});
        const auto two = splitCells(50, options);
        VERIFY_OK(two);
        QCOMPARE(two->validation.size(), std::size_t{25});
        options.test = 0.2;
        QVERIFY(splitCells(50, options).error().is(errors::tooFewCells));
    }

    void labelsOnEverySide()
    {
        const Names labels = namesOf({{"common", 100}, {"few", 10}, {"pair", 2}, {"single", 1}});
        SplitOptions options;
        options.validation = 0.1;
        options.test = 0.2;
        options.labels = labels;
        const auto split = splitCells(113, options);
        VERIFY_OK(split);
        QVERIFY(isComplete(*split, 113));
        auto held = countsOf(split->validation, labels), trained = countsOf(split->training, labels);
        QCOMPARE(held["common"], std::size_t{10});
        QCOMPARE(held["few"], std::size_t{1});
        QCOMPARE(held["pair"], std::size_t{1});
        QCOMPARE(held["single"], std::size_t{0});
        for (const char *label : {"common", "few", "pair", "single"}) QVERIFY2(trained[label] > 0, label);
        QCOMPARE(countsOf(split->test, labels)["common"], std::size_t{20});
    }

    void leaksAreNamed()
    {
        Split split;
        split.training = {0, 1, 2};
        split.validation = {3};
        split.test = {4, 5};
        const auto leaks = sharedGroups(split, {"d2", "d1", "d3", "d2", "d9", "d1"});
        QVERIFY(leaks == (Names{"d1", "d2"}));
    }
};

QTEST_APPLESS_MAIN(TestSplit)
#include "tst_split.moc"
