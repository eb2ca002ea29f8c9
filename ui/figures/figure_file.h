// Figures as files: PNG, SVG or PDF by the suffix, with title and description in the file's own metadata.
#pragma once

#include "core/base/result.h"
#include "ui/figures/figure.h"

namespace lexicell::ui {

inline constexpr double figurePixelsPerInch = 96;

struct FigureFileOptions {
    int dpi = 300;    // of PNG
    double zoom = 1;  // 1: 96 pixels of the figure are an inch on paper
};

// The zoom at which the figure is this wide on paper: 85 mm is a single, 170 mm a double column.
double zoomToWidth(const Figure &figure, double millimeters);

// Written beside the target and renamed, so that a full disk or a crash leaves an older file as it was.
Result<void> saveFigure(const Figure &figure, const FigureFileOptions &options, const QString &file);

}  // namespace lexicell::ui
