// Continuous colour maps by matplotlib's names: viridis, cividis, magma, plasma, inferno, Reds, and RdBu_r (diverging).
// 256 entries each, so that a figure here has the same colours as the same figure in a notebook.
#pragma once

#include <QRgb>
#include <QString>
#include <QStringList>

#include <array>
#include <string_view>
#include <vector>

namespace lexicell::ui {

struct ColourMapTable {
    const char *name;
    bool diverging;               // to be centred on 0
    std::string_view hexColours;  // 256 times "rrggbb"
};
const std::vector<ColourMapTable> &colourMapTables();

struct ColourMap {
    QString name;
    bool diverging = false;
    std::array<QRgb, 256> colours{};

    // `t` in [0, 1], clipped.
    QRgb at(double t) const;
};

QStringList colourMapNames();
// An unknown name gives viridis: a colour map named in a file must never stop a map from being drawn.
const ColourMap &colourMap(const QString &name);

}  // namespace lexicell::ui
