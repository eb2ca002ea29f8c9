#include "ui/views/chart_axes.h"
#include "ui/views/charts.h"
#include "ui/views/number_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace lexicell::ui {
namespace {

std::size_t binOf(const HistogramBins &bins, double value)
{
    const double t = (value - bins.low) / (bins.high - bins.low);
    return static_cast<std::size_t>(
        std::clamp(t * static_cast<double>(bins.counts.size()), 0.0, static_cast<double>(bins.counts.size() - 1)));
}

void addBars(Figure &figure, const QRectF &area, const HistogramBins &bins, const std::vector<std::int64_t> &counts,
             const HistogramChart &chart, const QColor &colour, const QColor &outside)
{
    const std::int64_t most = *std::max_element(bins.counts.begin(), bins.counts.end());
    if (most == 0) return;
    const double width = area.width() / static_cast<double>(bins.counts.size());
    const bool filtered = chart.rangeLow <= chart.rangeHigh;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (counts[i] == 0) continue;
        // A single cell must be seen: at least one pixel.
        const double height = std::max(1.0, area.height() * static_cast<double>(counts[i]) / static_cast<double>(most));
        const double centre = (bins.edge(i) + bins.edge(i + 1)) / 2;
        const bool kept = !filtered || (centre >= chart.rangeLow && centre <= chart.rangeHigh);
        const double gap = width > 5 ? 1 : 0;
        figure.items.push_back(
            FigureBox{QRectF(area.left() + static_cast<double>(i) * width, area.bottom() - height, width - gap, height),
                      kept ? colour : outside,
                      0,
                      {}});
    }
}

}  // namespace

HistogramBins makeBins(const std::vector<float> &values, int bins)
{
    HistogramBins result;
    double low = INFINITY, high = -INFINITY;
    bool whole = true;
    for (const float value : values) {
        if (!std::isfinite(value)) {
            ++result.missing;
            continue;
        }
        low = std::min<double>(low, value);
        high = std::max<double>(high, value);
        whole = whole && value == std::floor(value);
    }
    result.total = static_cast<std::int64_t>(values.size()) - result.missing;
    result.counts.assign(static_cast<std::size_t>(std::max(1, bins)), 0);
    if (result.total == 0) return result;
    if (whole && high - low < 2 * bins) {
        result.counts.assign(static_cast<std::size_t>(high - low) + 1, 0);
        low -= 0.5;
        high += 0.5;
    }
    result.low = low;
    result.high = high > low ? high : low + 1;
    for (const float value : values)
        if (std::isfinite(value)) ++result.counts[binOf(result, value)];
    return result;
}

std::vector<std::int64_t> countInto(const HistogramBins &bins, const std::vector<float> &values,
                                    const std::vector<std::uint8_t> &cells)
{
    std::vector<std::int64_t> counts(bins.counts.size(), 0);
    for (std::size_t i = 0; i < std::min(values.size(), cells.size()); ++i)
        if (cells[i] && std::isfinite(values[i])) ++counts[binOf(bins, values[i])];
    return counts;
}

QRectF histogramArea(const HistogramChart &chart, const QSizeF &size)
{
    if (chart.compact) return QRectF(0, 1, size.width(), size.height() - 2);
    return QRectF(verticalAxisWidth, 10, size.width() - verticalAxisWidth - 12, size.height() - 10 - horizontalAxisHeight - 18);
}

Figure histogramFigure(const HistogramChart &chart, const QSizeF &size, bool dark)
{
    const ThemeColours &theme = dark ? darkTheme() : lightTheme();
    Figure figure;
    figure.size = size;
    figure.ground = chart.compact ? QColor() : theme.map;
    figure.title = chart.title;
    const QRectF area = histogramArea(chart, size);
    if (chart.bins.counts.empty() || area.width() <= 0 || area.height() <= 0) return figure;
    const std::int64_t most = *std::max_element(chart.bins.counts.begin(), chart.bins.counts.end());
    if (!chart.compact)
        addVerticalAxis(figure, {0, static_cast<double>(std::max<std::int64_t>(1, most)), area.bottom(), area.top()}, area.left(),
                        QCoreApplication::translate("charts", "Cells"), theme, true, area.right());
    QColor bars = theme.accent, rest = theme.accent;
    bars.setAlphaF(chart.selected.empty() ? 0.75f : 0.3f);
    rest.setAlphaF(0.18f);
    addBars(figure, area, chart.bins, chart.bins.counts, chart, bars, rest);
    addBars(figure, area, chart.bins, chart.selected, chart, theme.accent, theme.accent);
    if (chart.compact) {
        figure.items.push_back(FigureLine{area.bottomLeft(), area.bottomRight(), theme.border, 1});
        return figure;
    }
    addHorizontalAxis(figure, {chart.bins.low, chart.bins.high, area.left(), area.right()}, area.bottom(), chart.title, theme);
    QString caption = QCoreApplication::translate("charts", "n = %1").arg(cellsText(chart.bins.total));
    if (chart.bins.missing > 0)
        caption += " · " + QCoreApplication::translate("charts", "%1 without a value").arg(countText(chart.bins.missing));
    figure.description = caption;
    figure.items.push_back(FigureText{
        {area.right(), size.height() - 9}, caption, chartTextPixels, false, Qt::AlignRight, theme.textMuted, {}, false});
    return figure;
}

}  // namespace lexicell::ui
