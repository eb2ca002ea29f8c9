// The bottom line of the window, always visible: the running job with progress, time left and Cancel; finished jobs; threads,
// memory, time of the last save. A click opens the list of jobs with its log.
#pragma once

#include "ui/workspace/workbench.h"

#include <QFrame>

class QLabel;
class QProgressBar;
class QToolButton;
class QTimer;

namespace lexicell::ui {

class JobsStrip : public QFrame {
    Q_OBJECT

  public:
    explicit JobsStrip(Workbench bench, QWidget *parent = nullptr);
    void setHint(const QString &text);  // the cell under the pointer, a tip

  Q_SIGNALS:
    void listWanted();

  protected:
    void mousePressEvent(QMouseEvent *event) override;

  private:
    void refresh();
    void refreshMachine();

    Workbench m_bench;
    QLabel *m_text;
    QProgressBar *m_bar;
    QToolButton *m_cancel;
    QLabel *m_hint;
    QLabel *m_machine;
    QToolButton *m_open;
    QTimer *m_clock;
    int m_running = 0;
};

// Resident memory of this program and memory of the machine, in bytes; 0: unknown.
std::int64_t residentBytes();
std::int64_t machineBytes();

}  // namespace lexicell::ui
