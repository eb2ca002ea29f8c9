#include "ui/views/results/heatmap_view.h"

#include "ui/figures/figure_file.h"
#include "ui/look/number_text.h"
#include "ui/views/results/figure_sheet.h"
#include "ui/views/results/heatmap_area.h"
#include "ui/views/results/heatmap_canvas.h"

#include <algorithm>
#include <cmath>

namespace lexicell::ui {

namespace {

constexpr QSizeF exportedSpace(900, 700);  // a figure is as large as its cells need, not as the window happens to be

}  // namespace

HeatmapView::HeatmapView(const ShownResult &shown, QWidget *parent) : ResultView(shown, parent)
{
    const auto &heatmap = resultAs<models::tasks::Heatmap>();
    if (heatmap.rows.empty() || heatmap.columns.empty()) {
        showEmpty(QStringLiteral("chart"), tr("No values"), tr("The task found nothing to fill a heat map with."));
        return;
    }
    const auto missing = std::count_if(heatmap.values.begin(), heatmap.values.end(), [](double v) { return std::isnan(v); });
    if (missing > 0)
        addToCaption(tr("NA: %1 of %2 cells of the map")
                         .arg(countText(missing), countText(static_cast<std::int64_t>(heatmap.values.size()))));
    m_canvas = new HeatmapCanvas(heatmap);
    connect(m_canvas, &HeatmapCanvas::cellPicked, this, [this, &heatmap](int row, int column) {
        Q_EMIT pairPicked(QString::fromStdString(heatmap.rows[static_cast<std::size_t>(row)]),
                          QString::fromStdString(heatmap.columns[static_cast<std::size_t>(column)]));
    });
    showFigure(new HeatmapArea(heatmap, m_canvas, this), {}, nullptr);
}

Result<void> HeatmapView::saveFigureAs(const QString &file)
{
    const auto &heatmap = resultAs<models::tasks::Heatmap>();
    const bool picture = file.endsWith(QStringLiteral(".png"), Qt::CaseInsensitive);
    const FigureFileOptions options;
    const HeatmapPlan plan = planHeatmap(heatmap, exportedSpace, m_canvas->zoom());
    const HeatmapLook look{themeColors(), isDarkTheme(), !picture, options.dpi / figurePixelsPerInch};
    return saveFigure(withTitleAndCaption(heatmapFigure(heatmap, plan, look), title(), caption(), themeColors()), options, file);
}

QJsonObject HeatmapView::state() const
{
    return m_canvas ? QJsonObject{{QStringLiteral("zoom"), m_canvas->zoom()}} : QJsonObject{};
}

void HeatmapView::restore(const QJsonObject &state)
{
    if (m_canvas) m_canvas->setZoom(state[QStringLiteral("zoom")].toDouble(1));
}

}  // namespace lexicell::ui
