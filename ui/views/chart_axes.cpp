#include "ui/views/chart_axes.h"

#include "ui/views/number_text.h"

#include <algorithm>
#include <cmath>

namespace lexicell::ui {

std::vector<double> niceTicks(double low, double high, int wanted)
{
    if (!(high > low) || !std::isfinite(low) || !std::isfinite(high)) return {low};
    const double rough = (high - low) / std::max(1, wanted);
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    const double part = rough / power;
    const double step = power * (part < 1.5 ? 1 : part < 3.5 ? 2 : part < 7.5 ? 5 : 10);
    std::vector<double> ticks;
    for (double i = std::ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; ++i) ticks.push_back(i == 0 ? 0 : i * step);
    return ticks;
}

void addHorizontalAxis(Figure &figure, const AxisScale &scale, double y, const QString &title, const ThemeColours &theme)
{
    figure.items.push_back(FigureLine{{scale.start, y}, {scale.end, y}, theme.borderStrong, 1});
    for (const double tick : niceTicks(scale.low, scale.high, static_cast<int>(std::abs(scale.end - scale.start) / 70) + 1)) {
        const double x = scale.at(tick);
        figure.items.push_back(FigureLine{{x, y}, {x, y + 4}, theme.borderStrong, 1});
        figure.items.push_back(
            FigureText{{x, y + 12}, valueText(tick), chartTextPixels, false, Qt::AlignHCenter, theme.textMuted, {}, false});
    }
    figure.items.push_back(FigureText{
        {(scale.start + scale.end) / 2, y + 28}, title, chartTextPixels, false, Qt::AlignHCenter, theme.text, {}, false});
}

void addVerticalAxis(Figure &figure, const AxisScale &scale, double x, const QString &title, const ThemeColours &theme, bool grid,
                     double gridEnd)
{
    for (const double tick : niceTicks(scale.low, scale.high, static_cast<int>(std::abs(scale.end - scale.start) / 45) + 1)) {
        const double y = scale.at(tick);
        if (grid) figure.items.push_back(FigureLine{{x, y}, {gridEnd, y}, theme.border, 1});
        figure.items.push_back(
            FigureText{{x - 7, y}, valueText(tick), chartTextPixels, false, Qt::AlignRight, theme.textMuted, {}, false});
    }
    figure.items.push_back(FigureText{{x - verticalAxisWidth + 10, (scale.start + scale.end) / 2},
                                      title,
                                      chartTextPixels,
                                      false,
                                      Qt::AlignHCenter,
                                      theme.text,
                                      {},
                                      true});
}

}  // namespace lexicell::ui
