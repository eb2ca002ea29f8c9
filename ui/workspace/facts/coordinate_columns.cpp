#include "ui/workspace/facts/coordinate_columns.h"

#include <QHash>
#include <QSet>

#include <algorithm>

namespace lexicell::ui {

namespace {

const QSet<QString> layoutWords{"umap", "tsne",  "t",     "sne", "densmap", "phate", "mde",       "pacmap", "trimap",  "fa",
                                "draw", "graph", "force", "fle", "layout",  "map",   "embedding", "emb",    "harmony", "opt"};
const QSet<QString> componentWords{"pc", "pca"};
const QSet<QString> placeWords{"spatial",  "centroid", "center",     "centre",      "location", "loc",     "coord",
                               "coords",   "position", "coordinate", "coordinates", "pos",      "px",      "pixel",
                               "pxl",      "global",   "local",      "um",          "micron",   "microns", "image",
                               "imagerow", "imagecol", "array",      "in",          "fullres"};

// "CenterX_global_px" -> center x global px; "tSNE1" -> t sne 1.
QStringList words(const QString &name)
{
    QStringList found;
    QString word;
    const auto finish = [&] {
        if (!word.isEmpty()) found << word.toLower();
        word.clear();
    };
    for (qsizetype i = 0; i < name.size(); ++i) {
        const QChar c = name[i];
        if (!c.isLetterOrNumber()) {
            finish();
            continue;
        }
        if (!word.isEmpty()) {
            const QChar last = word.back();
            const bool nextIsLower = i + 1 < name.size() && name[i + 1].isLower();
            if (last.isDigit() != c.isDigit() || (last.isLower() && c.isUpper()) ||
                (last.isUpper() && c.isUpper() && nextIsLower))
                finish();
        }
        word += c;
    }
    finish();
    return found;
}

enum class Axis { Digits, Letters, RowsAndColumns };

struct Partner {
    QString first, second;
    Axis axis;
};
const std::vector<Partner> &partners()
{
    static const std::vector<Partner> all{{"1", "2", Axis::Digits},
                                          {"0", "1", Axis::Digits},
                                          {"x", "y", Axis::Letters},
                                          {"col", "row", Axis::RowsAndColumns},
                                          {"column", "row", Axis::RowsAndColumns},
                                          {"imagecol", "imagerow", Axis::RowsAndColumns}};
    return all;
}

bool allIn(const QStringList &stem, const QSet<QString> &some, const QSet<QString> &others = {})
{
    return std::all_of(stem.begin(), stem.end(),
                       [&](const QString &word) { return some.contains(word) || others.contains(word); });
}

// Whether a name with this stem beside "1", "x" or "col" is a coordinate: "score_1" and "percent_x" are none.
bool saysCoordinate(const QStringList &stem, Axis axis)
{
    switch (axis) {
    case Axis::Digits: return !stem.isEmpty() && (allIn(stem, layoutWords, placeWords) || allIn(stem, componentWords));
    case Axis::Letters: return allIn(stem, layoutWords, placeWords);
    case Axis::RowsAndColumns: return allIn(stem, placeWords);
    }
    return false;
}

CoordinateColumns described(const QString &x, const QString &y, const QStringList &stem, Axis axis)
{
    CoordinateColumns columns{x, y, false, false, !stem.isEmpty() && allIn(stem, componentWords)};
    columns.layout = std::any_of(stem.begin(), stem.end(), [](const QString &word) { return layoutWords.contains(word); });
    const bool place = std::any_of(stem.begin(), stem.end(), [](const QString &word) { return placeWords.contains(word); });
    columns.downwards = !columns.layout && (place || axis == Axis::RowsAndColumns);
    return columns;
}

}  // namespace

std::vector<CoordinateColumns> coordinateColumns(const QStringList &columns)
{
    QHash<QString, QString> byWords;
    for (const QString &name : columns)
        if (const QString key = words(name).join(QLatin1Char(' ')); !byWords.contains(key)) byWords.insert(key, name);
    std::vector<CoordinateColumns> found;
    for (const QString &name : columns) {
        const QStringList tokens = words(name);
        for (const Partner &partner : partners())
            for (qsizetype at = 0; at < tokens.size(); ++at) {
                if (tokens[at] != partner.first) continue;
                QStringList other = tokens, stem = tokens;
                other[at] = partner.second;
                stem.removeAt(at);
                const QString y = byWords.value(other.join(QLatin1Char(' ')));
                // "row" and "col" alone may be places on a plate.
                const bool alone = partner.axis == Axis::RowsAndColumns && stem.isEmpty() && partner.first.startsWith("col");
                if (y.isEmpty() || y == name || alone || !saysCoordinate(stem, partner.axis)) continue;
                // UMAP_0, UMAP_1, UMAP_2: the second and third are not a map of their own.
                other[at] = QStringLiteral("0");
                if (partner.first == "1" && byWords.contains(other.join(QLatin1Char(' ')))) continue;
                found.push_back(described(name, y, stem, partner.axis));
            }
    }
    return found;
}

bool countsFromTheTop(const QString &x, const QString &y)
{
    const auto found = coordinateColumns({x, y});
    return std::any_of(found.begin(), found.end(),
                       [&](const CoordinateColumns &columns) { return columns.downwards && columns.x == x && columns.y == y; });
}

}  // namespace lexicell::ui
