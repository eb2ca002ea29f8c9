// All jobs: running, waiting and done, with how long they took, their warnings and errors.
#pragma once

#include "ui/workspace/workbench.h"

#include <QWidget>

class QPlainTextEdit;
class QTreeWidget;
class QTreeWidgetItem;

namespace lexicell::ui {

class JobsPanel : public QWidget {
    Q_OBJECT

  public:
    explicit JobsPanel(Workbench bench, QWidget *parent = nullptr);

  Q_SIGNALS:
    void curvesWanted(int job);  // of a job that has some

  private:
    QTreeWidgetItem *itemOf(int id) const;
    void showJob(int id);
    void addCurves(QTreeWidgetItem *item, int id, const QString &title);
    void logJob(int id);

    Workbench m_bench;
    QTreeWidget *m_list;
    QPlainTextEdit *m_log;
};

QString stateText(JobInfo::State state);

}  // namespace lexicell::ui
