// The words that pick cells: what is read, what it means for labels and numbers, and what is refused.
#include "core/data/cell_query.h"

#include <QTest>

using namespace lexicell;
using namespace lexicell::data;

namespace {

ElementPtr text(std::vector<std::string> values)
{
    StringArray column;
    column.shape = {static_cast<std::int64_t>(values.size())};
    column.values = std::move(values);
    return makeElement(std::move(column));
}

ElementPtr numbers(const std::vector<double> &values) { return makeElement(Array::of(values)); }

Dataset fiveCells()
{
    Dataset dataset;
    dataset.obs.index.values = {"a", "b", "c", "d", "e"};
    dataset.obs.index.shape = {5};
    dataset.obs.columns.set("cell_type", text({"NK", "B", "CD4 T and more", "NK", "B"}));
    dataset.obs.columns.set("n counts", numbers({10, 20, 30, 40, 1e5}));
    dataset.obs.columns.set("leiden", makeElement(Array::of(std::vector<std::int32_t>{0, 1, 1, 2, 2})));
    Categorical part;
    part.codes = {0, 1, -1, 0, -1};
    part.categories = text({"left", "right"});
    dataset.obs.columns.set("side", makeElement(std::move(part)));
    return dataset;
}

}  // namespace

class TestCellQuery : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void cells_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<std::vector<std::int64_t>>("cells");
        const auto row = [](const char *query, std::vector<std::int64_t> cells) { QTest::newRow(query) << query << cells; };
        row("cell_type == 'NK'", {0, 3});
        row("cell_type==NK", {0, 3});
        row("cell_type != \"NK\"", {1, 2, 4});
        row("cell_type == 'CD4 T and more'", {2});
        row("`n counts` >= 20 and `n counts` < 1e5", {1, 2, 3});
        row("leiden == 2 & cell_type == 'B'", {4});
        row("leiden == '2'", {3, 4});
        row("side == left", {0, 3});
        row("side != 'left'", {1, 2, 4});  // a cell without a label equals none
        row("leiden > 5", {});
    }
    void cells()
    {
        QFETCH(QString, query);
        QFETCH(std::vector<std::int64_t>, cells);
        const auto found = cellsWhere(fiveCells(), query.toStdString());
        QVERIFY2(found.ok(), found.ok() ? "" : found.error().message.c_str());
        QCOMPARE(*found, cells);
    }

    void refusals_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("word");
        const auto row = [](const char *query, const char *word) { QTest::newRow(query) << query << word; };
        row("", "cannot be read");
        row("cell_type", "cannot be read");
        row("cell_type = 'NK'", "cannot be read");
        row("cell_type == ", "cannot be read");
        row("cell_type == 'NK", "cannot be read");
        row("cell_type == 'NK' or leiden == 1", "or leiden == 1");
        row("cell_type == 'NK' and", "and");
        row("cell_type == 'Hepatocyte'", "NK");
        row("cell_type > 3", "== or !=");
        row("tissue == 'blood'", "tissue");
        row("leiden == 'many'", "many");
    }
    void refusals()
    {
        QFETCH(QString, query);
        QFETCH(QString, word);
        const auto found = cellsWhere(fiveCells(), query.toStdString());
        QVERIFY(!found.ok());
        QVERIFY(found.error().is(errors::badQuery));
        QVERIFY2(QString::fromStdString(found.error().message).contains(word), found.error().message.c_str());
    }
};

QTEST_APPLESS_MAIN(TestCellQuery)
#include "tst_cell_query.moc"
