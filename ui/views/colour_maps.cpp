#include "ui/views/colour_maps.h"

#include <QColor>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace lexicell::ui {
namespace {

std::vector<ColourMap> decodeTables()
{
    std::vector<ColourMap> maps;
    for (const ColourMapTable &table : colourMapTables()) {
        ColourMap map{QString::fromLatin1(table.name), table.diverging, {}};
        for (std::size_t i = 0; i < map.colours.size(); ++i) {
            const char *first = table.hexColours.data() + 6 * i;
            QRgb rgb = 0;
            std::from_chars(first, first + 6, rgb, 16);
            map.colours[i] = 0xff000000u | rgb;
        }
        maps.push_back(std::move(map));
    }
    return maps;
}

const std::vector<ColourMap> &allMaps()
{
    static const std::vector<ColourMap> maps = decodeTables();
    return maps;
}

}  // namespace

QRgb ColourMap::at(double t) const
{
    // matplotlib's rule: 256 equal bins, the top edge belongs to the last.
    const double clipped = std::clamp(t, 0.0, 1.0);
    return colours[std::min<std::size_t>(255, static_cast<std::size_t>(clipped * 256.0))];
}

QStringList colourMapNames()
{
    QStringList names;
    for (const ColourMap &map : allMaps()) names << map.name;
    return names;
}

const ColourMap &colourMap(const QString &name)
{
    const auto found = std::find_if(allMaps().begin(), allMaps().end(), [&](const ColourMap &map) { return map.name == name; });
    return found != allMaps().end() ? *found : allMaps().front();
}

}  // namespace lexicell::ui
