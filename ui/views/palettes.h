// Colours of categories: scanpy's lists and scanpy's rule for choosing between them, so that colours match notebooks.
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
const std::vector<QColor> &okabeItoPalette();  // 8, for readers with colour-vision deficiency

enum class PaletteKind { Scanpy, OkabeIto };

struct CategoryColours {
    std::vector<QColor> colours;  // one per category
    bool fromFile = false;        // uns['{column}_colors'] was used
    bool repeated = false;        // more categories than any list has colours: they come again, as the legend says
};

// The rule: `stored` (uns['{column}_colors'], hex or CSS names) where it has at least `count` readable entries; else
// Okabe-Ito if asked for and count <= 8; else scanpy's first list that is long enough (20, 28, 102); else the longest again
// and again (scanpy draws all of them grey: 700 clones in one colour show nothing).
CategoryColours categoryColours(std::size_t count, const std::vector<std::string> &stored = {},
                                PaletteKind kind = PaletteKind::Scanpy);

// "#rgb", "#rrggbb", "#rrggbbaa" (matplotlib's order), or a CSS4 name; nullopt for anything else.
std::optional<QColor> parseColour(const QString &text);
// Lower-case "#rrggbb": what uns['{column}_colors'] holds.
QString colourText(const QColor &colour);

// A colour must be seen on its ground: WCAG 2.1 (1.4.11) asks 3:1 of what carries meaning. Colours of files and colour maps
// are not ours to change, so a point keeps its own and gets a rim: the same colour, with as much black (on a light ground) or
// white (on a dark one) as it takes. Of a point too small for a rim, all of it has the colour of the rim.
inline constexpr double leastContrast = 3.0;
inline constexpr double selectedContrast = 5.0;                                                // rims of selected cells
int rimStrength(const QColor &colour, const QColor &ground, double contrast = leastContrast);  // 0 (none needed) to 255
QColor withRim(const QColor &colour, int strength, bool white);
QColor rimColour(const QColor &colour, const QColor &ground, double contrast = leastContrast);
bool needsWhite(const QColor &ground);  // the rim's

QColor missingColour(bool dark);  // as faint as it may be
QColor uniformColour(bool dark);  // cells before anything colours them

}  // namespace lexicell::ui
