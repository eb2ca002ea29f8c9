#include "ui/views/results/heatmap_figure.h"

#include "ui/look/number_text.h"
#include "ui/look/palettes.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <limits>

namespace lexicell::ui {

namespace {

using models::tasks::Heatmap;

constexpr double padding = 12, gap = 6, textPixels = 12;
constexpr double widestRowName = 180, longestColumnName = 150;
constexpr double barWidth = 14, barGap = 18, tickLength = 4;
constexpr double shortestBar = 100, longestBar = 220;
constexpr double namedCell = 14;  // a name needs this
constexpr double coarsestCell = 36;

double widestOf(const std::vector<std::string> &names, double most)
{
    double widest = 0;
    for (const std::string &name : names) {
        widest = std::max(widest, textWidth(QString::fromStdString(name), textPixels, false));
        if (widest >= most) return most;
    }
    return widest;
}

// Cells of few rows are large enough for their names; those of many only for their color.
double smallestCell(std::size_t count) { return count <= 150 ? namedCell : count <= 600 ? 5 : 2; }

double cellLength(double space, std::size_t count, double zoom)
{
    const double fitting = std::floor(space / static_cast<double>(std::max<std::size_t>(count, 1)));
    return std::max(1.0, std::round(std::clamp(fitting, smallestCell(count), coarsestCell) * zoom));
}

std::vector<QString> tickTexts(const HeatmapColors &colors)
{
    const double middle = 0.5 * (colors.low + colors.high), span = colors.high - colors.low;
    const int decimals = span > 0 ? 2 - static_cast<int>(std::floor(std::log10(span))) : 0;
    // The same number of decimals, by which the three are compared, unless they are far from 1.
    if (decimals < 1 || decimals > 4) return {valueText(colors.low), valueText(middle), valueText(colors.high)};
    std::vector<QString> texts;
    for (const double value : {colors.low, middle, colors.high}) texts.push_back(readersLocale().toString(value, 'f', decimals));
    const auto ends = [](const QString &text) { return text.endsWith(QLatin1Char('0')); };
    for (int left = decimals; left > 1 && std::all_of(texts.begin(), texts.end(), ends); --left)
        for (QString &text : texts) text.chop(1);
    return texts;
}

double barBlockWidth(const HeatmapColors &colors)
{
    double widest = 0;
    for (const QString &text : tickTexts(colors)) widest = std::max(widest, textWidth(text, textPixels, false));
    return barGap + barWidth + tickLength + 4 + widest + gap + textPixels;
}

FigureText textItem(const QPointF &at, const QString &text, Qt::AlignmentFlag align, const QColor &color, bool upwards = false)
{
    return {at, text, textPixels, false, align, color, {}, upwards};
}

// Light gray, and yet not to be taken for the middle of a diverging map, which is nearly white.
QColor missingCell(bool dark) { return dark ? QColor(0x4c, 0x50, 0x56) : QColor(0xc6, 0xc9, 0xcd); }

void addCells(Figure &figure, const Heatmap &heatmap, const HeatmapPlan &plan, const HeatmapLook &look)
{
    const HeatmapColors colors = heatmapColors(heatmap);
    const std::size_t rows = heatmap.rows.size(), columns = heatmap.columns.size();
    const QRgb missing = missingCell(look.dark).rgb();
    const auto colorOf = [&](std::size_t row, std::size_t column) {
        const double value = heatmap.values[row * columns + column];
        return std::isnan(value) ? missing : std::isinf(value) ? look.theme.map.rgb() : colors.at(value);
    };
    if (look.vectorCells && rows * columns <= mostVectorCells) {
        // A little overlap: viewers leave white seams between boxes that only touch.
        const double overlap = 0.3;
        for (std::size_t row = 0; row < rows; ++row)
            for (std::size_t column = 0; column < columns; ++column) {
                if (std::isinf(heatmap.values[row * columns + column])) continue;
                const QPointF corner = plan.map.topLeft() + QPointF(static_cast<double>(column) * plan.cell.width(),
                                                                    static_cast<double>(row) * plan.cell.height());
                const QSizeF size = plan.cell + QSizeF(column + 1 < columns ? overlap : 0, row + 1 < rows ? overlap : 0);
                figure.items.push_back(FigureBox{QRectF(corner, size), QColor(colorOf(row, column)), 0, {}});
            }
        return;
    }
    QImage image(static_cast<int>(columns), static_cast<int>(rows), QImage::Format_RGB32);
    for (std::size_t row = 0; row < rows; ++row)
        for (std::size_t column = 0; column < columns; ++column)
            image.setPixel(static_cast<int>(column), static_cast<int>(row), colorOf(row, column));
    // Enlarged here: a painter would smooth one cell into the next.
    const QSize pixels = (plan.map.size() * look.pixelRatio).toSize().expandedTo(image.size());
    figure.items.push_back(FigureImage{plan.map, image.scaled(pixels, Qt::IgnoreAspectRatio, Qt::FastTransformation)});
}

void addNames(Figure &figure, const Heatmap &heatmap, const HeatmapPlan &plan, const ThemeColors &theme)
{
    const auto everyNth = [](double cell) {
        return std::max<std::size_t>(1, static_cast<std::size_t>(std::ceil((namedCell - 1) / cell)));
    };
    const std::size_t rowStep = everyNth(plan.cell.height()), columnStep = everyNth(plan.cell.width());
    for (std::size_t row = 0; row < heatmap.rows.size(); row += rowStep) {
        const double y = plan.map.top() + (static_cast<double>(row) + 0.5) * plan.cell.height();
        figure.items.push_back(textItem({plan.map.left() - gap, y},
                                        elided(QString::fromStdString(heatmap.rows[row]), textPixels, widestRowName),
                                        Qt::AlignRight, theme.text));
    }
    for (std::size_t column = 0; column < heatmap.columns.size(); column += columnStep) {
        const double x = plan.map.left() + (static_cast<double>(column) + 0.5) * plan.cell.width();
        figure.items.push_back(textItem({x, plan.map.top() - gap},
                                        elided(QString::fromStdString(heatmap.columns[column]), textPixels, longestColumnName),
                                        Qt::AlignLeft, theme.text, true));
    }
}

void addBar(Figure &figure, const Heatmap &heatmap, const HeatmapPlan &plan, const HeatmapLook &look)
{
    const HeatmapColors colors = heatmapColors(heatmap);
    const QRectF bar(plan.map.right() + barGap, plan.map.top(), barWidth, plan.barLength);
    QImage ramp(1, 256, QImage::Format_RGB32);
    for (int i = 0; i < 256; ++i) ramp.setPixel(0, 255 - i, colors.map->colors[static_cast<std::size_t>(i)]);
    figure.items.push_back(FigureImage{bar, ramp});
    figure.items.push_back(FigureBox{bar, {}, 0, look.theme.borderStrong});
    const std::vector<QString> ticks = tickTexts(colors);
    double widest = 0;
    for (std::size_t i = 0; i < ticks.size(); ++i) {
        const double y = bar.bottom() - bar.height() * static_cast<double>(i) / 2.0;
        const double textY = std::clamp(y, bar.top() + textPixels / 2, bar.bottom() - textPixels / 2);
        figure.items.push_back(FigureLine{{bar.right(), y}, {bar.right() + tickLength, y}, look.theme.borderStrong, 1});
        figure.items.push_back(textItem({bar.right() + tickLength + 4, textY}, ticks[i], Qt::AlignLeft, look.theme.text));
        widest = std::max(widest, textWidth(ticks[i], textPixels, false));
    }
    const QString name = elided(QString::fromStdString(heatmap.valueName), textPixels, plan.size.height() - 2 * padding);
    const double half = textWidth(name, textPixels, false) / 2;
    const double middle =
        std::clamp(bar.center().y(), padding + half, std::max(padding + half, plan.size.height() - padding - half));
    figure.items.push_back(textItem({bar.right() + tickLength + 4 + widest + gap + textPixels / 2, middle}, name,
                                    Qt::AlignHCenter, look.theme.text, true));
    if (!colors.missing) return;
    const QRectF swatch(bar.left(), bar.bottom() + 12, barWidth, barWidth);
    figure.items.push_back(FigureBox{swatch, missingCell(look.dark), 0, look.theme.borderStrong});
    figure.items.push_back(textItem({swatch.right() + tickLength + 4, swatch.center().y()},
                                    QCoreApplication::translate("Heatmap", "NA"), Qt::AlignLeft, look.theme.text));
}

}  // namespace

QRgb HeatmapColors::at(double value) const { return map->at(high > low ? (value - low) / (high - low) : 0.5); }

HeatmapColors heatmapColors(const Heatmap &heatmap)
{
    HeatmapColors colors;
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const double value : heatmap.values) {
        colors.missing = colors.missing || std::isnan(value);
        if (!std::isfinite(value)) continue;
        low = std::min(low, value);
        high = std::max(high, value);
    }
    if (low > high) low = high = 0;
    if (heatmap.diverging) {
        high = std::max(std::abs(low), std::abs(high));
        low = -high;
    }
    colors.low = low;
    colors.high = high;
    colors.map = &colorMap(heatmap.diverging ? QStringLiteral("RdBu_r") : QStringLiteral("viridis"));
    return colors;
}

HeatmapPlan planHeatmap(const Heatmap &heatmap, const QSizeF &space, double zoom)
{
    const HeatmapColors colors = heatmapColors(heatmap);
    const double left = padding + widestOf(heatmap.rows, widestRowName) + gap;
    const double top = padding + widestOf(heatmap.columns, longestColumnName) + gap;
    const double right = barBlockWidth(colors) + padding;
    HeatmapPlan plan;
    plan.cell = QSizeF(cellLength(space.width() - left - right, heatmap.columns.size(), zoom),
                       cellLength(space.height() - top - padding, heatmap.rows.size(), zoom));
    // Close to square: strips are hard to compare.
    plan.cell.setWidth(std::min(plan.cell.width(), 2 * plan.cell.height()));
    plan.cell.setHeight(std::min(plan.cell.height(), 2 * plan.cell.width()));
    plan.map = QRectF(std::ceil(left), std::ceil(top), plan.cell.width() * static_cast<double>(heatmap.columns.size()),
                      plan.cell.height() * static_cast<double>(heatmap.rows.size()));
    plan.barLength = std::clamp(plan.map.height(), shortestBar, longestBar);
    const double barBottom = plan.map.top() + plan.barLength + (colors.missing ? 12 + barWidth : 0);
    plan.size = QSizeF(std::ceil(plan.map.right() + right), std::ceil(std::max(plan.map.bottom(), barBottom) + padding));
    return plan;
}

Figure heatmapFigure(const Heatmap &heatmap, const HeatmapPlan &plan, const HeatmapLook &look)
{
    Figure figure;
    figure.size = plan.size;
    figure.ground = look.theme.map;
    addCells(figure, heatmap, plan, look);
    figure.items.push_back(FigureBox{plan.map, {}, 0, look.theme.border});
    addNames(figure, heatmap, plan, look.theme);
    addBar(figure, heatmap, plan, look);
    return figure;
}

Figure heatmapNames(const Heatmap &heatmap, const HeatmapPlan &plan, const ThemeColors &theme)
{
    Figure figure;
    figure.size = plan.size;
    figure.ground = theme.map;
    addNames(figure, heatmap, plan, theme);
    return figure;
}

}  // namespace lexicell::ui
