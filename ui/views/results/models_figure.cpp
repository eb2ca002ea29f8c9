#include "ui/views/results/models_figure.h"

#include "ui/look/number_text.h"
#include "ui/views/results/chart_canvas.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lexicell::ui {

namespace {

constexpr double textPixels = 12, padding = 14, tickLength = 4, gap = 6;
constexpr double shortestAxis = 160, longestAxis = 620;
constexpr int wantedTicks = 5;

struct Axis {
    double low = 0, high = 1;
    NiceTicks ticks;
};

Axis axisOf(const Agreement &agreement, double AgreementPoint::*value)
{
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const AgreementPoint &point : agreement.points) {
        low = std::min(low, point.*value);
        high = std::max(high, point.*value);
    }
    if (low > high) low = high = 0;
    Axis axis;
    axis.ticks = niceTicks(agreement.ranks ? 0 : low, high, wantedTicks);
    axis.low = axis.ticks.low;
    axis.high = agreement.ranks ? 1.03 * high : axis.ticks.high;  // ranks end with the number of genes
    return axis;
}

std::vector<double> places(const Axis &axis)
{
    std::vector<double> all;
    const int count = static_cast<int>(std::floor((axis.high - axis.low) / axis.ticks.interval + 1e-6));
    for (int i = 0; i <= count; ++i) all.push_back(axis.low + i * axis.ticks.interval);
    return all;
}

double widestTick(const Axis &axis)
{
    double widest = 0;
    for (const double place : places(axis)) widest = std::max(widest, textWidth(valueText(place), textPixels, false));
    return widest;
}

FigureText text(const QPointF &at, const QString &words, Qt::AlignmentFlag align, const QColor &color, bool upwards = false)
{
    return {at, words, textPixels, false, align, color, {}, upwards};
}

void addAxes(Figure &figure, const Agreement &agreement, const AgreementPlan &plan, const ThemeColors &theme)
{
    const Axis x = axisOf(agreement, &AgreementPoint::x), y = axisOf(agreement, &AgreementPoint::y);
    for (const double place : places(x)) {
        const QPointF foot = plan.at(place, plan.yLow);
        figure.items.push_back(FigureLine{foot, {foot.x(), plan.plot.top()}, theme.border, 1});
        figure.items.push_back(text(foot + QPointF(0, tickLength + textPixels), valueText(place), Qt::AlignHCenter, theme.text));
    }
    for (const double place : places(y)) {
        const QPointF foot = plan.at(plan.xLow, place);
        figure.items.push_back(FigureLine{foot, {plan.plot.right(), foot.y()}, theme.border, 1});
        figure.items.push_back(text(foot - QPointF(tickLength + 2, 0), valueText(place), Qt::AlignRight, theme.text));
    }
    figure.items.push_back(FigureLine{plan.plot.bottomLeft(), plan.plot.bottomRight(), theme.borderStrong, 1});
    figure.items.push_back(FigureLine{plan.plot.bottomLeft(), plan.plot.topLeft(), theme.borderStrong, 1});
    figure.items.push_back(text({plan.plot.center().x(), plan.plot.bottom() + tickLength + 2 * textPixels + gap},
                                elided(agreement.xName, textPixels, plan.plot.width()), Qt::AlignHCenter, theme.text));
    figure.items.push_back(text({padding + textPixels / 2, plan.plot.center().y()},
                                elided(agreement.yName, textPixels, plan.plot.height()), Qt::AlignHCenter, theme.text, true));
    if (agreement.ranks)
        figure.items.push_back(FigureLine{plan.at(plan.xLow, plan.yLow),
                                          plan.at(std::min(plan.xHigh, plan.yHigh), std::min(plan.xHigh, plan.yHigh)),
                                          theme.textMuted, 1});
}

// The best of either model: by rank the lowest numbers, by effect the highest.
std::vector<std::size_t> namedPoints(const Agreement &agreement)
{
    std::vector<std::size_t> named;
    for (double AgreementPoint::*const value : {&AgreementPoint::x, &AgreementPoint::y}) {
        std::vector<std::size_t> order(agreement.points.size());
        for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
        std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            const double left = agreement.points[a].*value, right = agreement.points[b].*value;
            return agreement.ranks ? left < right : left > right;
        });
        order.resize(std::min(order.size(), namedAgreements));
        for (const std::size_t point : order)
            if (std::find(named.begin(), named.end(), point) == named.end()) named.push_back(point);
    }
    return named;
}

// A name that would cover another or leave the plot is left out: the pointer tells it.
void addNames(Figure &figure, const Agreement &agreement, const AgreementPlan &plan, const ThemeColors &theme)
{
    std::vector<QRectF> taken;
    for (const std::size_t place : namedPoints(agreement)) {
        const AgreementPoint &point = agreement.points[place];
        const QPointF at = plan.at(point.x, point.y);
        const double width = textWidth(point.gene, textPixels, false);
        const bool left = at.x() + width + 10 > plan.plot.right();
        const QRectF box(left ? at.x() - 7 - width : at.x() + 7, at.y() - 8, width, 16);
        if (box.left() < plan.plot.left()) continue;
        if (std::any_of(taken.begin(), taken.end(), [&box](const QRectF &other) { return other.intersects(box); })) continue;
        taken.push_back(box);
        figure.items.push_back(
            FigureText{{box.left(), at.y()}, point.gene, textPixels, false, Qt::AlignLeft, theme.text, theme.map, false});
    }
}

}  // namespace

AgreementPlan planAgreement(const Agreement &agreement, const QSizeF &space)
{
    const Axis x = axisOf(agreement, &AgreementPoint::x), y = axisOf(agreement, &AgreementPoint::y);
    const double left = padding + textPixels + gap + widestTick(y) + tickLength + 2;
    const double bottom = tickLength + 2 * textPixels + gap + textPixels + padding;
    const double side = std::clamp(std::min(space.width() - left - 2 * padding, space.height() - bottom - padding), shortestAxis,
                                   longestAxis);  // a square: neither model is stretched
    AgreementPlan plan;
    plan.plot = QRectF(std::ceil(left), padding, std::floor(side), std::floor(side));
    plan.size = QSizeF(std::ceil(plan.plot.right() + 2 * padding), std::ceil(plan.plot.bottom() + bottom));
    plan.xLow = x.low;
    plan.xHigh = x.high;
    plan.yLow = y.low;
    plan.yHigh = y.high;
    return plan;
}

Figure agreementFigure(const Agreement &agreement, const AgreementPlan &plan, const ThemeColors &theme)
{
    Figure figure;
    figure.size = plan.size;
    figure.ground = theme.map;
    addAxes(figure, agreement, plan, theme);
    QColor fill = theme.accent;
    if (agreement.points.size() > 200) fill.setAlphaF(0.55F);
    for (const AgreementPoint &point : agreement.points)
        figure.items.push_back(FigureDisc{plan.at(point.x, point.y), agreementDot, fill});
    addNames(figure, agreement, plan, theme);
    return figure;
}

}  // namespace lexicell::ui
