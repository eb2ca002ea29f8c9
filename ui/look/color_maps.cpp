#include "ui/look/color_maps.h"

#include <QColor>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace lexicell::ui {
namespace {

std::vector<ColorMap> decodeTables()
{
    std::vector<ColorMap> maps;
    for (const ColorMapTable &table : colorMapTables()) {
        ColorMap map{QString::fromLatin1(table.name), table.diverging, {}};
        for (std::size_t i = 0; i < map.colors.size(); ++i) {
            const char *first = table.hexColors.data() + 6 * i;
            QRgb rgb = 0;
            std::from_chars(first, first + 6, rgb, 16);
            map.colors[i] = 0xff000000u | rgb;
        }
        maps.push_back(std::move(map));
    }
    return maps;
}

const std::vector<ColorMap> &allMaps()
{
    static const std::vector<ColorMap> maps = decodeTables();
    return maps;
}

}  // namespace

QRgb ColorMap::at(double t) const
{
    // matplotlib's rule: 256 equal bins, the top edge belongs to the last.
    const double clipped = std::clamp(t, 0.0, 1.0);
    return colors[std::min<std::size_t>(255, static_cast<std::size_t>(clipped * 256.0))];
}

QStringList colorMapNames()
{
    QStringList names;
    for (const ColorMap &map : allMaps()) names << map.name;
    return names;
}

const ColorMap &colorMap(const QString &name)
{
    const auto found = std::find_if(allMaps().begin(), allMaps().end(), [&](const ColorMap &map) { return map.name == name; });
    return found != allMaps().end() ? *found : allMaps().front();
}

}  // namespace lexicell::ui
