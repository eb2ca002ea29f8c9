// The obs columns of the data set: labels with their number of categories, numbers with a tiny histogram. A click colors
// the active view by the column.
#pragma once

#include "ui/workspace/facts/obs_columns.h"
#include "ui/workspace/workbench.h"

#include <QListWidget>

class QTimer;

namespace lexicell::ui {

class ObsList : public QListWidget {
    Q_OBJECT

  public:
    explicit ObsList(Workbench bench, QWidget *parent = nullptr);
    void markKey(const QString &key);  // the column that colors the active view

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
