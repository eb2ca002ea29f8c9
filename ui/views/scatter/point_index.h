// Finds cells by place: a uniform 2-D grid over the points, made once in O(n), shared read-only between threads.
// 1 M points: about 16 MB. A lasso tests single points only in squares on its outline; squares inside are taken whole.
#pragma once

#include <QPointF>
#include <QPolygonF>
#include <QRectF>

#include <cstdint>
#include <memory>
#include <vector>

namespace lexicell::ui {

using Coordinates = std::shared_ptr<const std::vector<float>>;      // [cells x 2], row-major
using CellMask = std::shared_ptr<const std::vector<std::uint8_t>>;  // [cells]; null: none

class PointIndex {
  public:
    explicit PointIndex(Coordinates coordinates);

    // Of all cells with finite coordinates; null when there are none.
    QRectF bounds() const { return m_bounds; }

    // Cells inside the closed outline (data coordinates, non-zero winding), ascending, without those in `hidden`.
    std::vector<std::int64_t> inside(const QPolygonF &outline, const CellMask &hidden = nullptr) const;
    // The nearest cell within `radius` (data units) that is not in `hidden`; -1: none.
    std::int64_t nearest(const QPointF &position, double radius, const CellMask &hidden = nullptr) const;

  private:
    struct Edge {
        double x0, y0, x1, y1;
    };
    int columnOf(double x) const;
    int rowOf(double y) const;
    std::vector<std::uint8_t> crossedSquares(const std::vector<Edge> &edges, int row) const;
    static int windingNumber(double x, double y, const std::vector<Edge> &edges);

    Coordinates m_coordinates;
    QRectF m_bounds;
    int m_columns = 1, m_rows = 1;
    double m_squareWidth = 1, m_squareHeight = 1;
    std::vector<std::uint32_t> m_starts;  // [squares + 1] into m_cells
    std::vector<std::uint32_t> m_cells;   // cell numbers by square
};

}  // namespace lexicell::ui
