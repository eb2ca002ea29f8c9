// What charts share: round ticks, axes with titles, density of a sample.
#pragma once

#include "ui/theme.h"
#include "ui/views/figure.h"

#include <vector>

namespace lexicell::ui {

// About `wanted` round numbers (1, 2 or 5 times a power of ten) within [low, high].
std::vector<double> niceTicks(double low, double high, int wanted = 5);

struct AxisScale {
    double low = 0, high = 1;     // data
    double start = 0, end = 100;  // pixels
    double at(double value) const { return high > low ? start + (value - low) / (high - low) * (end - start) : start; }
    double value(double position) const { return end != start ? low + (position - start) / (end - start) * (high - low) : low; }
};

// Ticks, numbers and a title below `y`, from left to right; beside `x`, from bottom to top.
void addHorizontalAxis(Figure &figure, const AxisScale &scale, double y, const QString &title, const ThemeColours &theme);
void addVerticalAxis(Figure &figure, const AxisScale &scale, double x, const QString &title, const ThemeColours &theme, bool grid,
                     double gridEnd);

inline constexpr double chartTextPixels = 11;
inline constexpr double horizontalAxisHeight = 38;
inline constexpr double verticalAxisWidth = 58;

}  // namespace lexicell::ui
