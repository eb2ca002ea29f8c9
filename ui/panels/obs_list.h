// The obs columns of the data set: labels with their number of categories, numbers with a tiny histogram. A click colours
// the active view by the column.
#pragma once

#include "ui/obs_columns.h"
#include "ui/workbench.h"

#include <QListWidget>

class QTimer;

namespace lexicell::ui {

class ObsList : public QListWidget {
    Q_OBJECT

  public:
    explicit ObsList(Workbench bench, QWidget *parent = nullptr);
    void markKey(const QString &key);  // the column that colours the active view

  Q_SIGNALS:
    void columnClicked(const QString &name);

  private:
    void reload();
    void showColumns(const std::vector<ObsColumn> &columns);

    Workbench m_bench;
    QTimer *m_pause;
    QString m_marked;
};

}  // namespace lexicell::ui
