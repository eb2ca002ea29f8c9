// The maps that a data set offers: which coordinates, what they are called, and in which order.
//
// A map is an obsm entry (array or data frame) of two or three columns of numbers, whatever its name; two obs columns of numbers
// whose names say that they are coordinates (UMAP_1 and UMAP_2, x_centroid and y_centroid), or that a person chose; and, behind
// all these, the first two columns of a wider entry.
#pragma once

#include "core/base/result.h"
#include "core/data/dataset.h"

#include <QJsonObject>
#include <QStringList>

#include <optional>
#include <vector>

namespace lexicell::ui {

// Where the coordinates of a map lie.
struct MapSource {
    enum class Kind { Obsm, ObsColumns };
    Kind kind = Kind::Obsm;
    QString x;  // the obsm key, or the obs column of x
    QString y;  // the obs column of y; empty for obsm
    bool operator==(const MapSource &) const = default;

    QString description() const;  // obsm["X_umap"]; obs["UMAP_1"], obs["UMAP_2"]
    QString fileName() const;     // "umap", "UMAP_1_UMAP_2": a part of a file's name
    QJsonObject toJson() const;
    static MapSource fromJson(const QJsonObject &json);
};

struct MapLayout {
    // In the order in which they are offered.
    enum class Group { Umap, Tsne, Neighborhood, Named, Spatial, ObsColumns, Components, WidePca, Wide };
    MapSource source;
    Group group = Group::Named;
    QString title;  // unique in a data set
    QString xName, yName;
    bool downwards = false;  // y counts from the top, as in images
    bool baseline = false;   // a UMAP that Lexicell computed on a PCA
    bool modelMap = false;   // a UMAP that Lexicell computed on something else

    // A layout that was computed for drawing, not the first two columns of many.
    bool isMap() const { return group < Group::Components; }
    bool operator==(const MapLayout &) const = default;
};

// Best first: the file's uns["default_embedding"], then by group.
std::vector<MapLayout> mapLayouts(const data::Dataset &dataset);

// Also of two columns that a person chose; none when these data have no such coordinates.
std::optional<MapLayout> mapLayout(const data::Dataset &dataset, const MapSource &source);

// [cells x 2], row-major, as the data have them; NaN where a cell has no place. Rows of a data frame go to the cells of their
// names. Error class `missing_embedding`.
Result<std::vector<float>> mapCoordinates(const data::Dataset &dataset, const MapSource &source);

// obs columns that can be an axis.
QStringList axisColumns(const data::Dataset &dataset);

}  // namespace lexicell::ui
