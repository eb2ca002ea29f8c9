// A table of a result with a search field above: sorted by a click on a heading (a third click brings the result's own order
// back), filtered by what its texts contain, copied as tab-separated text.
#pragma once

#include "models/tasks/result.h"

#include <QAbstractItemModel>
#include <QJsonObject>
#include <QWidget>

#include <memory>

class QLabel;
class QLineEdit;
class QSortFilterProxyModel;
class QTableView;

namespace lexicell::ui {

class ResultTableModel;

class TablePage : public QWidget {
    Q_OBJECT

  public:
    // A Table, Ranking or Graph (its edges). `kind`: what the first column of a Table names ("gene"), so that a row picks it;
    // empty: nothing.
    explicit TablePage(std::shared_ptr<const models::tasks::TaskResult> result, QWidget *parent = nullptr,
                       const QString &kind = {});

    // Selected rows as they are shown from top to bottom, all digits; a line each.
    QString selectedText() const;
    void copySelected() const;
    QStringList selectedNames(const QString &kind) const;  // of that kind in the selected rows, each once, from top to bottom
    QStringList allNames(const QString &kind) const;       // in all rows, each once, in the result's own order
    // Clicks on numbers of this column ask for the cells behind them (cellsOfGene in view.h).
    void setCellsColumn(const QString &heading) { m_cellsColumn = heading; }
    QJsonObject state() const;  // "filter", "sort_column" (-1: the result's own order), "descending"
    void restore(const QJsonObject &state);

  Q_SIGNALS:
    void itemPicked(const QString &kind, const QString &name);
    void collectWanted(const QString &kind, const QStringList &names);  // of the selected rows
    void knockOutWanted(const QStringList &genes);                      // of the selected rows

  private:
    void makeTable();
    void countRows();
    void pick(const QModelIndex &index);
    QModelIndexList selectedRows() const;  // as they are shown from top to bottom
    void offerGenes();

    ResultTableModel *m_model = nullptr;
    QSortFilterProxyModel *m_rows = nullptr;
    QLineEdit *m_search = nullptr;
    QLabel *m_count = nullptr;
    QTableView *m_table = nullptr;
    QString m_cellsColumn;
};

}  // namespace lexicell::ui
