// How well two colors can be told apart.
#pragma once

class QColor;

namespace lexicell::ui {

// WCAG 2.1 contrast ratio of two opaque colors, 1 to 21.
double contrastRatio(const QColor &a, const QColor &b);

}  // namespace lexicell::ui
