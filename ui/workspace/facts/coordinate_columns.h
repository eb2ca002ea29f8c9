// Which two columns of obs are coordinates, told by their names: UMAP_1 and UMAP_2, tSNE1 and tSNE2, X and Y, spatial_x and
// spatial_y, x_centroid and y_centroid, array_col and array_row.
#pragma once

#include <QStringList>

#include <vector>

namespace lexicell::ui {

struct CoordinateColumns {
    QString x, y;
    bool layout = false;  // of a computed layout; else of places in a tissue, or unknown
    bool downwards = false;
    bool components = false;  // principal components
};

// In the order of `columns` (of numbers only).
std::vector<CoordinateColumns> coordinateColumns(const QStringList &columns);

// Whether these are places in an image, whose y counts from the top.
bool countsFromTheTop(const QString &x, const QString &y);

}  // namespace lexicell::ui
