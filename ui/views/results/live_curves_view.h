// The curves of a job while it runs: how far it is, a button that cancels it, and the charts as they grow. Before the first point
// it says what it waits for; of a job that ended it says how.
#pragma once

#include "models/tasks/result.h"
#include "ui/views/view.h"

#include <memory>

class QLabel;
class QProgressBar;
class QPushButton;
class QStackedWidget;

namespace lexicell::ui {

class Banner;
class CurvesPanel;
class EmptyState;

struct LiveState {
    enum class Phase { Waiting, Running, Done, Cancelled, Failed };
    Phase phase = Phase::Waiting;
    QString text;  // what it is doing now; of a failed job: the error
    double fraction = 0.0;
};

class LiveCurvesView : public View {
    Q_OBJECT

  public:
    // The curves grow elsewhere, on this thread.
    LiveCurvesView(const QString &title, std::shared_ptr<const models::tasks::Curves> curves, QWidget *parent);

    void setLive(const LiveState &live);
    void grow();  // the curves did

    QString title() const override { return m_title; }
    QString caption() const override;
    QStringList exportKinds() const override;
    Result<void> exportTo(const QString &file) override;
    QJsonObject state() const override;
    void restore(const QJsonObject &state) override;

  Q_SIGNALS:
    void cancelWanted();

  private:
    void tell();

    QString m_title;
    std::shared_ptr<const models::tasks::Curves> m_curves;
    LiveState m_live;
    Banner *m_end;
    QWidget *m_progress;
    QProgressBar *m_bar;
    QLabel *m_stage;
    QPushButton *m_cancel;
    QStackedWidget *m_pages;
    EmptyState *m_empty;
    CurvesPanel *m_panel = nullptr;  // from the first point on
};

}  // namespace lexicell::ui
