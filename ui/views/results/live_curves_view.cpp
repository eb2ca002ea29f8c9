#include "ui/views/results/live_curves_view.h"

#include "models/tasks/result_files.h"
#include "ui/look/theme.h"
#include "ui/views/results/curves_chart.h"
#include "ui/views/results/curves_panel.h"
#include "ui/views/results/painted_figure.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/empty_state.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <cmath>

namespace lexicell::ui {

namespace {

constexpr int barSteps = 1000;

}  // namespace

LiveCurvesView::LiveCurvesView(const QString &title, std::shared_ptr<const models::tasks::Curves> curves, QWidget *parent)
    : View(parent), m_title(title), m_curves(std::move(curves)), m_end(new Banner(this)), m_progress(new QWidget(this)),
      m_bar(new QProgressBar(m_progress)), m_stage(new QLabel(m_progress)), m_cancel(new QPushButton(tr("Cancel"), m_progress)),
      m_pages(new QStackedWidget(this)), m_empty(new EmptyState(QStringLiteral("chart"), {}, {}, m_pages))
{
    setAccessibleName(tr("Curves of %1").arg(title));
    m_end->setDismissible(false);
    m_end->hide();
    m_bar->setTextVisible(false);
    m_bar->setFixedWidth(140);
    m_bar->setRange(0, barSteps);
    m_bar->setAccessibleName(tr("Progress of %1").arg(title));
    m_stage->setObjectName(QStringLiteral("liveStage"));
    m_stage->setTextFormat(Qt::PlainText);
    m_stage->setMinimumWidth(40);  // a long text gives way rather than widen the window
    m_stage->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_cancel->setObjectName(QStringLiteral("cancelLive"));
    m_cancel->setToolTip(tr("Ends the job after the step that runs. Training keeps its best weights so far."));
    auto *row = new QHBoxLayout(m_progress);
    row->setContentsMargins(12, 4, 12, 4);
    row->setSpacing(8);
    row->addWidget(m_bar);
    row->addWidget(m_stage, 1);
    row->addWidget(m_cancel);
    m_pages->addWidget(m_empty);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_progress);
    column->addWidget(m_end);
    column->addWidget(m_pages, 1);
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        m_cancel->setEnabled(false);
        m_cancel->setToolTip(tr("It is being cancelled."));
        Q_EMIT cancelWanted();
    });
    grow();
    tell();
}

QString LiveCurvesView::caption() const { return tr("Drawn as they are measured."); }

void LiveCurvesView::setLive(const LiveState &live)
{
    m_live = live;
    tell();
}

void LiveCurvesView::tell()
{
    using Phase = LiveState::Phase;
    const bool ended = m_live.phase > Phase::Running;
    m_progress->setVisible(!ended);
    m_bar->setValue(static_cast<int>(std::lround(m_live.fraction * barSteps)));
    m_stage->setText(m_live.phase == Phase::Waiting ? tr("Waiting for the jobs before it") : m_live.text);
    m_stage->setToolTip(m_stage->text());
    m_end->setVisible(ended);
    const bool any = m_panel != nullptr;
    switch (m_live.phase) {
    case Phase::Waiting:
        m_empty->setTexts(tr("Waiting"), tr("The curves begin with the first step, after the jobs before this one."));
        break;
    case Phase::Running:
        m_empty->setTexts(tr("Preparing"), tr("Cells are read and baselines computed. The curves begin with the first step."));
        break;
    case Phase::Done:
        m_end->showMessage(Tone::Success, tr("Finished."));
        m_empty->setTexts(tr("No points"), tr("The job measured nothing that could be drawn as a curve."));
        break;
    case Phase::Cancelled:
        m_end->showMessage(Tone::Neutral, tr("Cancelled."),
                           any ? tr("The curves are those up to there.") : tr("No step was finished."));
        m_empty->setTexts(tr("No points"), tr("The job was cancelled before its first step."));
        break;
    case Phase::Failed:
        m_end->showMessage(Tone::Danger, tr("It did not finish."), m_live.text);
        m_empty->setTexts(tr("No points"), tr("The job ended before its first step."));
        break;
    }
}

void LiveCurvesView::grow()
{
    if (m_panel) return m_panel->refresh();
    if (!CurvesChart::hasPoints(*m_curves)) return;
    m_panel = new CurvesPanel(*m_curves, m_pages);
    connect(m_panel, &CurvesPanel::stateChanged, this, &View::stateChanged);
    m_pages->addWidget(m_panel);
    m_pages->setCurrentWidget(m_panel);
    setFocusProxy(m_panel);
}

QStringList LiveCurvesView::exportKinds() const
{
    return {QStringLiteral("png"), QStringLiteral("svg"), QStringLiteral("pdf"), QStringLiteral("csv")};
}

Result<void> LiveCurvesView::exportTo(const QString &file)
{
    if (!m_panel)
        return Error{errors::badOption, tr("There is no point yet. Export the curves after the first step.").toStdString()};
    if (QFileInfo(file).suffix().toLower() == QStringLiteral("csv"))
        return models::tasks::writeResult(models::tasks::TaskResult(*m_curves), {}, file.toStdString(), false);
    const ThemeColors &theme = themeColors();
    return savePaintedFigure({m_panel->pictureSize(), [this](QPainter &painter) { m_panel->paintPicture(painter); }, title(),
                              caption(), theme.map, theme.text, theme.textMuted},
                             file);
}

QJsonObject LiveCurvesView::state() const { return m_panel ? m_panel->state() : QJsonObject(); }

void LiveCurvesView::restore(const QJsonObject &state)
{
    if (m_panel) m_panel->restore(state);
}

}  // namespace lexicell::ui
