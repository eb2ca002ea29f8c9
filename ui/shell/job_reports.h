// Tells in a message what a job that ended replaced or left out, once for each element of the file, with buttons that mend it.
#pragma once

#include "ui/workspace/workbench.h"

#include <QObject>
#include <QSet>

namespace lexicell::ui {

class JobReports : public QObject {
    Q_OBJECT

  public:
    JobReports(Workbench bench, QObject *parent);

  private:
    void report(int jobId);

    Workbench m_bench;
    QSet<QString> m_told;  // elements of the file whose replacement was reported
    // Jobs before the one that opened the data worked on other data, so their warnings are not shown.
    int m_lastFinished = 0;
    int m_openedBy = 0;
};

}  // namespace lexicell::ui
