#include "ui/views/results/curves_view.h"

#include "ui/look/theme.h"
#include "ui/views/results/curves_chart.h"
#include "ui/views/results/painted_figure.h"

namespace lexicell::ui {

CurvesView::CurvesView(const ShownResult &shown, QWidget *parent) : ResultView(shown, parent)
{
    const auto &curves = resultAs<models::tasks::Curves>();
    if (!CurvesChart::hasPoints(curves)) {
        showEmpty(QStringLiteral("chart"), tr("No points"), tr("The task measured nothing that could be drawn as a curve."));
        return;
    }
    m_chart = new CurvesChart(curves, this);
    showFigure(m_chart, {}, nullptr);
}

Result<void> CurvesView::saveFigureAs(const QString &file)
{
    const ThemeColors &theme = themeColors();
    return savePaintedFigure({m_chart->pictureSize(), [this](QPainter &painter) { m_chart->paintPicture(painter); }, title(),
                              caption(), theme.map, theme.text, theme.textMuted},
                             file);
}

}  // namespace lexicell::ui
