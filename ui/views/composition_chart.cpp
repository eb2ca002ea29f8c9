#include "ui/views/chart_axes.h"
#include "ui/views/charts.h"
#include "ui/views/number_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <numeric>

namespace lexicell::ui {
namespace {

constexpr double widestRowName = 140, countWidth = 76, legendRow = 18;

// The names in as many lines as they need, from `top`; returns where the next thing may begin.
double addLegend(Figure &figure, const CompositionChart &chart, double left, double right, double top, const ThemeColours &theme)
{
    double x = left, y = top + legendRow / 2;
    for (const CompositionChart::Category &category : chart.categories) {
        const double width = 14 + textWidth(category.name, chartTextPixels, false) + 14;
        if (x > left && x + width > right) {
            x = left;
            y += legendRow;
        }
        figure.items.push_back(FigureDisc{{x + 4, y}, 4, category.colour});
        figure.items.push_back(
            FigureText{{x + 14, y}, category.name, chartTextPixels, false, Qt::AlignLeft, theme.text, {}, false});
        x += width;
    }
    return y + legendRow / 2 + 6;
}

void addRow(Figure &figure, const CompositionChart &chart, const CompositionChart::Row &row, const QRectF &box,
            const ThemeColours &theme)
{
    const std::int64_t total = std::accumulate(row.cells.begin(), row.cells.end(), std::int64_t{0});
    double x = box.left();
    for (std::size_t i = 0; i < std::min(row.cells.size(), chart.categories.size()) && total > 0; ++i) {
        const double width = box.width() * static_cast<double>(row.cells[i]) / static_cast<double>(total);
        if (width > 0)
            figure.items.push_back(FigureBox{QRectF(x, box.top(), width, box.height()), chart.categories[i].colour, 0, {}});
        x += width;
    }
    const double y = box.center().y();
    figure.items.push_back(FigureText{{box.left() - 8, y},
                                      elided(row.name, chartTextPixels, widestRowName),
                                      chartTextPixels,
                                      false,
                                      Qt::AlignRight,
                                      theme.text,
                                      {},
                                      false});
    figure.items.push_back(FigureText{
        {box.right() + 8, y}, "n = " + countText(total), chartTextPixels, false, Qt::AlignLeft, theme.textMuted, {}, false});
}

}  // namespace

Figure compositionFigure(const CompositionChart &chart, const QSizeF &size, bool dark)
{
    const ThemeColours &theme = dark ? darkTheme() : lightTheme();
    Figure figure;
    figure.size = size;
    figure.ground = theme.map;
    figure.title = chart.title;
    double nameWidth = textWidth(chart.title, chartTextPixels, true);
    for (const CompositionChart::Row &row : chart.rows)
        nameWidth = std::max(nameWidth, std::min(widestRowName, textWidth(row.name, chartTextPixels, false)));
    const double left = 12 + nameWidth + 8, right = size.width() - countWidth;
    const double top = addLegend(figure, chart, left, size.width() - 12, 8, theme), bottom = size.height() - horizontalAxisHeight;
    if (chart.rows.empty() || right <= left || bottom <= top) return figure;
    figure.items.push_back(
        FigureText{{left - 8, top + 2}, chart.title, chartTextPixels, true, Qt::AlignRight, theme.text, {}, false});
    const double first = top + 14;
    const double pitch = std::min(34.0, (bottom - first) / static_cast<double>(chart.rows.size()));
    for (std::size_t i = 0; i < chart.rows.size(); ++i)
        addRow(figure, chart, chart.rows[i],
               QRectF(left, first + static_cast<double>(i) * pitch + pitch * 0.12, right - left, pitch * 0.76), theme);
    addHorizontalAxis(figure, {0, 100, left, right}, first + pitch * static_cast<double>(chart.rows.size()) + 2,
                      QCoreApplication::translate("charts", "Share of cells (%)"), theme);
    return figure;
}

}  // namespace lexicell::ui
