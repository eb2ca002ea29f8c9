// Curves that a job measures as it runs, on the desk beside the maps: a view opens when such a job begins to wait or to run. When
// the curves become a result of the project (run_file_task.h), that result's view takes its place.
#pragma once

#include "ui/workspace/workbench.h"

#include <QHash>
#include <QObject>

namespace lexicell::ui {

class LiveCurvesView;
class ViewsArea;

class LiveDocks : public QObject {
    Q_OBJECT

  public:
    LiveDocks(Workbench bench, ViewsArea &desk);

    void show(int job);  // brings its view to the front; one that was removed comes back
    void showLast();     // of the latest job that has curves
    QString whyNotShow() const;

  private:
    void open(int job);
    void tell(int job);
    void tookOver(int result);
    void clear();  // views of jobs that ended

    Workbench m_bench;
    ViewsArea &m_desk;
    QHash<int, LiveCurvesView *> m_views;  // by job
};

}  // namespace lexicell::ui
