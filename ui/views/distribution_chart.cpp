#include "ui/views/chart_axes.h"
#include "ui/views/charts.h"
#include "ui/views/number_text.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lexicell::ui {
namespace {

constexpr int densityPoints = 80;
constexpr int histogramPoints = 512;  // the density is made from fine bins, so n does not matter

std::vector<float> finiteOf(const std::vector<float> &values)
{
    std::vector<float> finite;
    std::copy_if(values.begin(), values.end(), std::back_inserter(finite), [](float value) { return std::isfinite(value); });
    return finite;
}

double quantile(std::vector<float> &values, double part)
{
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(part * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

struct GroupPlace {
    double centre, halfWidth;
};

void addGroup(Figure &figure, const DistributionChart::Group &group, const GroupPlace &place, const AxisScale &scale,
              const ThemeColours &theme)
{
    std::vector<float> values = finiteOf(group.values);
    if (values.empty()) return;
    const auto [least, most] = std::minmax_element(values.begin(), values.end());
    const double low = *least, high = *most;
    const std::vector<double> density = kernelDensity(values, low, high, densityPoints);
    if (!density.empty()) {
        const double peak = *std::max_element(density.begin(), density.end());
        QPolygonF outline;
        for (int side = 0; side < 2; ++side)
            for (int k = 0; k < densityPoints; ++k) {
                const int i = side == 0 ? k : densityPoints - 1 - k;
                const double value = low + (high - low) * i / (densityPoints - 1);
                const double width = peak > 0 ? place.halfWidth * density[static_cast<std::size_t>(i)] / peak : 0;
                outline << QPointF(place.centre + (side == 0 ? -width : width), scale.at(value));
            }
        QColor fill = group.colour;
        fill.setAlphaF(0.65f);
        figure.items.push_back(FigurePolygon{outline, fill, group.colour});
    }
    const double first = quantile(values, 0.25), middle = quantile(values, 0.5), third = quantile(values, 0.75);
    figure.items.push_back(FigureLine{{place.centre, scale.at(first)}, {place.centre, scale.at(third)}, theme.text, 3});
    figure.items.push_back(FigureDisc{{place.centre, scale.at(middle)}, 4, theme.text});
    figure.items.push_back(FigureDisc{{place.centre, scale.at(middle)}, 2.5, theme.map});
}

}  // namespace

std::vector<double> kernelDensity(const std::vector<float> &values, double low, double high, int points)
{
    const auto n = static_cast<double>(std::count_if(values.begin(), values.end(), [](float v) { return std::isfinite(v); }));
    if (n < 2 || !(high > low)) return {};
    double sum = 0, squares = 0;
    for (const float value : values)
        if (std::isfinite(value)) sum += value;
    const double mean = sum / n;
    for (const float value : values)
        if (std::isfinite(value)) squares += (value - mean) * (value - mean);
    const double bandwidth = std::sqrt(squares / (n - 1)) * std::pow(n, -0.2);
    if (!(bandwidth > 0)) return {};

    std::vector<double> mass(histogramPoints, 0);
    const double step = (high - low) / (histogramPoints - 1);
    for (const float value : values) {
        if (!std::isfinite(value) || value < low || value > high) continue;
        // Shared between the two neighbours, which keeps the mean where it is.
        const double place = (value - low) / step;
        const auto i = std::min<std::size_t>(histogramPoints - 2, static_cast<std::size_t>(place));
        mass[i] += 1 - (place - static_cast<double>(i));
        mass[i + 1] += place - static_cast<double>(i);
    }
    std::vector<double> density(static_cast<std::size_t>(points), 0);
    const double scale = 1 / (n * bandwidth * std::sqrt(2 * std::numbers::pi));
    for (int p = 0; p < points; ++p) {
        const double x = low + (high - low) * p / (points - 1);
        for (int i = 0; i < histogramPoints; ++i) {
            const double z = (x - (low + step * i)) / bandwidth;
            if (mass[static_cast<std::size_t>(i)] > 0 && std::abs(z) < 6)
                density[static_cast<std::size_t>(p)] += scale * mass[static_cast<std::size_t>(i)] * std::exp(-z * z / 2);
        }
    }
    return density;
}

Figure distributionFigure(const DistributionChart &chart, const QSizeF &size, bool dark)
{
    const ThemeColours &theme = dark ? darkTheme() : lightTheme();
    Figure figure;
    figure.size = size;
    figure.ground = theme.map;
    figure.title = chart.title;
    double low = INFINITY, high = -INFINITY;
    for (const DistributionChart::Group &group : chart.groups)
        for (const float value : group.values)
            if (std::isfinite(value)) {
                low = std::min<double>(low, value);
                high = std::max<double>(high, value);
            }
    if (!(low <= high)) return figure;
    if (low == high) high = low + 1;
    const QRectF area(verticalAxisWidth, 10, size.width() - verticalAxisWidth - 12, size.height() - 10 - 40);
    const AxisScale scale{low, high, area.bottom() - 4, area.top() + 4};
    addVerticalAxis(figure, scale, area.left(), chart.title, theme, true, area.right());
    const double pitch = area.width() / static_cast<double>(chart.groups.size());
    for (std::size_t i = 0; i < chart.groups.size(); ++i) {
        const DistributionChart::Group &group = chart.groups[i];
        const double centre = area.left() + pitch * (static_cast<double>(i) + 0.5);
        addGroup(figure, group, {centre, std::min(60.0, pitch * 0.42)}, scale, theme);
        const auto n = static_cast<std::int64_t>(finiteOf(group.values).size());
        figure.items.push_back(FigureText{{centre, area.bottom() + 12},
                                          elided(group.name, chartTextPixels, pitch - 6),
                                          chartTextPixels,
                                          false,
                                          Qt::AlignHCenter,
                                          theme.text,
                                          {},
                                          false});
        figure.items.push_back(FigureText{{centre, area.bottom() + 27},
                                          elided("n = " + countText(n), chartTextPixels, pitch - 2),
                                          chartTextPixels,
                                          false,
                                          Qt::AlignHCenter,
                                          theme.textMuted,
                                          {},
                                          false});
    }
    return figure;
}

}  // namespace lexicell::ui
