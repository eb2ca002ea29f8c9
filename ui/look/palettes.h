// Colors of categories: scanpy's lists and scanpy's rule for choosing between them, so that colors match notebooks.
//
// Sources: default_20 (vega's category20, reordered), default_28 (Zeileis, Hornik & Murrell 2009, plus four), default_102
// (godsnot, Alexey Zakharov) as listed by scanpy's plotting/palettes.py; Okabe & Ito 2008 (jfly.uni-koeln.de/color).
#pragma once

#include <QColor>
#include <QString>

#include <optional>
#include <string>
#include <vector>

namespace lexicell::ui {

const std::vector<QColor> &scanpyPalette20();
const std::vector<QColor> &scanpyPalette28();
const std::vector<QColor> &scanpyPalette102();
const std::vector<QColor> &okabeItoPalette();  // 8, for readers with color-vision deficiency

enum class PaletteKind { Scanpy, OkabeIto };

struct CategoryColors {
    std::vector<QColor> colors;  // one per category
    bool fromFile = false;       // uns['{column}_colors'] was used
    bool repeated = false;       // more categories than the longest list has colors: colors repeat, and the legend says so
};

// The rule: `stored` (uns['{column}_colors'], hex or CSS names) where it has at least `count` readable entries; else
// Okabe-Ito if asked for and count <= 8; else scanpy's first list that is long enough (20, 28, 102); else the longest list,
// repeated (scanpy draws all of them gray, so that 700 clones have one color).
CategoryColors categoryColors(std::size_t count, const std::vector<std::string> &stored = {},
                              PaletteKind kind = PaletteKind::Scanpy);

// "#rgb", "#rrggbb", "#rrggbbaa" (matplotlib's order), or a CSS4 name; nullopt for anything else.
std::optional<QColor> parseColor(const QString &text);
// Lower-case "#rrggbb": what uns['{column}_colors'] holds.
QString colorText(const QColor &color);

// A color must be visible on its ground: WCAG 2.1 (1.4.11) requires a contrast of 3:1. Colors of files and color maps must
// not change, so a point keeps its color and gets a rim: the same color, mixed with black (on a light ground) or white (on a
// dark ground) until the contrast is reached. A point too small for a rim has the color of the rim.
inline constexpr double leastContrast = 3.0;
inline constexpr double selectedContrast = 5.0;                                               // rims of selected cells
int rimStrength(const QColor &color, const QColor &ground, double contrast = leastContrast);  // 0 (none needed) to 255
QColor withRim(const QColor &color, int strength, bool white);
QColor rimColor(const QColor &color, const QColor &ground, double contrast = leastContrast);
bool needsWhite(const QColor &ground);  // whether rims on it are mixed with white

QColor missingColor(bool dark);  // as faint as the contrast allows
QColor uniformColor(bool dark);  // cells on a map without a color key

}  // namespace lexicell::ui
