#include "ui/views/results/curves_view.h"

#include "ui/look/theme.h"
#include "ui/views/results/curves_chart.h"
#include "ui/views/results/curves_panel.h"
#include "ui/views/results/painted_figure.h"

namespace lexicell::ui {

CurvesView::CurvesView(const ShownResult &shown, QWidget *parent) : ResultView(shown, parent)
{
    const auto &curves = resultAs<models::tasks::Curves>();
    if (!CurvesChart::hasPoints(curves)) {
        showEmpty(QStringLiteral("chart"), tr("No points"), tr("The task measured nothing that could be drawn as a curve."));
        return;
    }
    m_panel = new CurvesPanel(curves, this);
    connect(m_panel, &CurvesPanel::stateChanged, this, &View::stateChanged);
    showFigure(m_panel, {}, nullptr);
}

Result<void> CurvesView::saveFigureAs(const QString &file)
{
    const ThemeColors &theme = themeColors();
    return savePaintedFigure({m_panel->pictureSize(), [this](QPainter &painter) { m_panel->paintPicture(painter); }, title(),
                              caption(), theme.map, theme.text, theme.textMuted},
                             file);
}

QJsonObject CurvesView::state() const { return m_panel ? m_panel->state() : QJsonObject(); }

void CurvesView::restore(const QJsonObject &state)
{
    if (m_panel) m_panel->restore(state);
}

}  // namespace lexicell::ui
