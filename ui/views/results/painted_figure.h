// A picture that a function paints, as a file: PNG, SVG or PDF by the suffix, text as text. For what is no list of shapes
// (figure.h): Qt's charts paint themselves.
#pragma once

#include "core/base/result.h"

#include <QColor>
#include <QSizeF>
#include <QString>

#include <functional>

class QPainter;

namespace lexicell::ui {

struct PaintedFigure {
    QSizeF size;  // of the picture alone, in device-independent pixels, 96 to the inch
    std::function<void(QPainter &)> paint;
    QString title;    // above the picture; empty: none
    QString caption;  // below it, in as many lines as it takes
    QColor ground, text, mutedText;
};

// As saveFigure(). Fonts of the picture must be set in pixels: points would be other sizes in a PDF.
Result<void> savePaintedFigure(const PaintedFigure &figure, const QString &file);

}  // namespace lexicell::ui
