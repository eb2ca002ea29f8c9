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
    bool exhausted = false;       // more categories than any palette has: all one grey, which the owner should say
};

// The rule: `stored` (uns['{column}_colors'], hex or CSS names) where it has at least `count` readable entries; else
// Okabe-Ito if asked for and count <= 8; else scanpy's first list that is long enough (20, 28, 102); else grey.
CategoryColours categoryColours(std::size_t count, const std::vector<std::string> &stored = {},
                                PaletteKind kind = PaletteKind::Scanpy);

// "#rgb", "#rrggbb", "#rrggbbaa" (matplotlib's order), or a CSS4 name; nullopt for anything else.
std::optional<QColor> parseColour(const QString &text);
// Lower-case "#rrggbb": what uns['{column}_colors'] holds.
QString colourText(const QColor &colour);

QColor missingColour(bool dark);  // scanpy's "lightgray" on white; as faint on a dark map
QColor uniformColour(bool dark);  // cells before anything colours them

}  // namespace lexicell::ui
