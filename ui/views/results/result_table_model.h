// The rows of a result as a Qt model: a Table's own, a Ranking's items, a Graph's edges. Reads the result and copies nothing.
#pragma once

#include "models/tasks/result.h"

#include <QAbstractTableModel>

#include <memory>
#include <variant>
#include <vector>

namespace lexicell::ui {

// Names of the ends of edges.
struct NodeNames {
    const std::vector<std::string> *names;
    const std::vector<std::int64_t> *positions;  // in `names`
};

// How the numbers of one column are written, so that they can be compared down the column.
struct NumberStyle {
    bool general = false;  // three significant digits each, as the values span too many magnitudes ("1.2e-30")
    int decimals = 0;
};
// Four significant digits of the largest value, at most six decimals; general where a number of one sign would be written as 0
// (among effects of both signs some are always nearly 0).
NumberStyle numberStyle(const std::vector<double> &values);
QString styledText(double value, const NumberStyle &style);  // NaN: "NA"

struct TableColumn {
    std::variant<const std::vector<double> *, const std::vector<std::int64_t> *, const std::vector<std::string> *, NodeNames>
        values;
    QString heading;   // with its unit
    QString itemKind;  // "gene": its texts name things that can be pointed at; empty: they do not
    NumberStyle style;
};

class ResultTableModel : public QAbstractTableModel {
    Q_OBJECT

  public:
    // Of any other type of result: no rows, no columns. `kind`: of what the first column of a Table names; empty: it names
    // nothing.
    explicit ResultTableModel(std::shared_ptr<const models::tasks::TaskResult> result, QObject *parent = nullptr,
                              const QString &kind = {});

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    bool isText(int column) const;
    QString itemKind(int column) const { return m_columns[static_cast<std::size_t>(column)].itemKind; }
    QString shownText(int row, int column) const;  // as it stands in the table
    QString exactText(int row, int column) const;  // as in the csv: all digits, no separators; NaN: empty
    bool isMissing(int row, int column) const;     // NaN or an empty text
    bool isLess(int row, int otherRow, int column) const;

  private:
    std::shared_ptr<const models::tasks::TaskResult> m_result;
    std::vector<TableColumn> m_columns;
    int m_rows = 0;
};

}  // namespace lexicell::ui
