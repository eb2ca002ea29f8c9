// Continuous color maps by matplotlib's names: viridis, cividis, magma, plasma, inferno, Reds, and RdBu_r (diverging).
// 256 entries each, so that a figure here has the same colors as the same figure in a notebook.
#pragma once

#include <QRgb>
#include <QString>
#include <QStringList>

#include <array>
#include <string_view>
#include <vector>

namespace lexicell::ui {

struct ColorMapTable {
    const char *name;
    bool diverging;              // to be centered on 0
    std::string_view hexColors;  // 256 times "rrggbb"
};
const std::vector<ColorMapTable> &colorMapTables();

struct ColorMap {
    QString name;
    bool diverging = false;
    std::array<QRgb, 256> colors{};

    // `t` in [0, 1], clipped.
    QRgb at(double t) const;
};

QStringList colorMapNames();
// An unknown name gives viridis, so that a map is drawn whatever color map a file names.
const ColorMap &colorMap(const QString &name);

}  // namespace lexicell::ui
