#include "ui/views/scatter/point_index.h"

#include <algorithm>
#include <cmath>

namespace lexicell::ui {
namespace {

constexpr double pointsPerSquare = 8;

QRectF finiteBounds(const std::vector<float> &xy)
{
    float left = INFINITY, right = -INFINITY, bottom = INFINITY, top = -INFINITY;
    for (std::size_t i = 0; i + 1 < xy.size(); i += 2) {
        if (!std::isfinite(xy[i]) || !std::isfinite(xy[i + 1])) continue;
        left = std::min(left, xy[i]);
        right = std::max(right, xy[i]);
        bottom = std::min(bottom, xy[i + 1]);
        top = std::max(top, xy[i + 1]);
    }
    if (left > right) return {};
    return {QPointF(left, bottom), QPointF(right, top)};
}

bool isHidden(const CellMask &hidden, std::uint32_t cell) { return hidden && cell < hidden->size() && (*hidden)[cell]; }

}  // namespace

PointIndex::PointIndex(Coordinates coordinates) : m_coordinates(std::move(coordinates))
{
    const std::vector<float> &xy = *m_coordinates;
    const std::size_t n = xy.size() / 2;
    m_bounds = finiteBounds(xy);
    const double squares = std::max(1.0, static_cast<double>(n) / pointsPerSquare);
    const double w = std::max(m_bounds.width(), 1e-12), h = std::max(m_bounds.height(), 1e-12);
    m_columns = static_cast<int>(std::clamp(std::sqrt(squares * w / h), 1.0, squares));
    m_rows = static_cast<int>(std::clamp(squares / m_columns, 1.0, squares));
    m_squareWidth = w / m_columns;
    m_squareHeight = h / m_rows;

    // Counting sort by square.
    constexpr std::uint32_t nowhere = UINT32_MAX;
    std::vector<std::uint32_t> squareOf(n, nowhere);
    m_starts.assign(static_cast<std::size_t>(m_columns) * static_cast<std::size_t>(m_rows) + 1, 0);
    for (std::size_t i = 0; i < n; ++i) {
        if (!std::isfinite(xy[2 * i]) || !std::isfinite(xy[2 * i + 1])) continue;
        squareOf[i] = static_cast<std::uint32_t>(rowOf(xy[2 * i + 1]) * m_columns + columnOf(xy[2 * i]));
        ++m_starts[squareOf[i] + 1];
    }
    for (std::size_t s = 1; s < m_starts.size(); ++s) m_starts[s] += m_starts[s - 1];
    m_cells.resize(m_starts.back());
    std::vector<std::uint32_t> next(m_starts.begin(), m_starts.end() - 1);
    for (std::size_t i = 0; i < n; ++i)
        if (squareOf[i] != nowhere) m_cells[next[squareOf[i]]++] = static_cast<std::uint32_t>(i);
}

int PointIndex::columnOf(double x) const
{
    return static_cast<int>(std::clamp(std::floor((x - m_bounds.left()) / m_squareWidth), 0.0, m_columns - 1.0));
}

int PointIndex::rowOf(double y) const
{
    return static_cast<int>(std::clamp(std::floor((y - m_bounds.top()) / m_squareHeight), 0.0, m_rows - 1.0));
}

// Sunday's winding number: edges that cross the horizontal ray to the right of the point, upwards minus downwards.
int PointIndex::windingNumber(double x, double y, const std::vector<Edge> &edges)
{
    int winding = 0;
    for (const Edge &e : edges) {
        const double side = (e.x1 - e.x0) * (y - e.y0) - (x - e.x0) * (e.y1 - e.y0);
        if (e.y0 <= y) {
            if (e.y1 > y && side > 0) ++winding;
        } else if (e.y1 <= y && side < 0) {
            --winding;
        }
    }
    return winding;
}

std::vector<std::uint8_t> PointIndex::crossedSquares(const std::vector<Edge> &edges, int row) const
{
    std::vector<std::uint8_t> crossed(static_cast<std::size_t>(m_columns), 0);
    const double low = m_bounds.top() + row * m_squareHeight, high = low + m_squareHeight;
    for (const Edge &e : edges) {
        double from = std::min(e.x0, e.x1), to = std::max(e.x0, e.x1);
        if (e.y0 != e.y1) {
            // The part of the edge inside this row.
            const double slope = (e.x1 - e.x0) / (e.y1 - e.y0);
            const double atLow = e.x0 + (std::clamp(low, std::min(e.y0, e.y1), std::max(e.y0, e.y1)) - e.y0) * slope;
            const double atHigh = e.x0 + (std::clamp(high, std::min(e.y0, e.y1), std::max(e.y0, e.y1)) - e.y0) * slope;
            from = std::min(atLow, atHigh);
            to = std::max(atLow, atHigh);
        }
        // One more square on each side, so that rounding never skips the test of a point.
        const int first = std::max(0, columnOf(from) - 1), last = std::min(m_columns - 1, columnOf(to) + 1);
        std::fill(crossed.begin() + first, crossed.begin() + last + 1, std::uint8_t{1});
    }
    return crossed;
}

std::vector<std::int64_t> PointIndex::inside(const QPolygonF &outline, const CellMask &hidden) const
{
    std::vector<std::int64_t> found;
    if (outline.size() < 3 || m_cells.empty()) return found;
    const QRectF box = outline.boundingRect();
    if (box.right() < m_bounds.left() || box.left() > m_bounds.right() || box.bottom() < m_bounds.top() ||
        box.top() > m_bounds.bottom())
        return found;

    std::vector<Edge> all;
    for (int i = 0; i < outline.size(); ++i) {
        const QPointF a = outline[i], b = outline[(i + 1) % outline.size()];
        if (a != b) all.push_back({a.x(), a.y(), b.x(), b.y()});
    }
    const std::vector<float> &xy = *m_coordinates;
    const int firstColumn = columnOf(box.left()), lastColumn = columnOf(box.right());
    for (int row = rowOf(box.top()); row <= rowOf(box.bottom()); ++row) {
        // The first and last rows also hold what rounding put at the border, hence the slack of one row.
        const double low = m_bounds.top() + (row - 1) * m_squareHeight, high = low + 3 * m_squareHeight;
        std::vector<Edge> edges;
        for (const Edge &e : all)
            if (std::max(e.y0, e.y1) >= low && std::min(e.y0, e.y1) <= high) edges.push_back(e);
        const auto crossed = crossedSquares(edges, row);
        const double middle = m_bounds.top() + (row + 0.5) * m_squareHeight;
        int knownWinding = 0;
        bool known = false;
        for (int column = firstColumn; column <= lastColumn; ++column) {
            const std::size_t square =
                static_cast<std::size_t>(row) * static_cast<std::size_t>(m_columns) + static_cast<std::size_t>(column);
            const auto begin = m_cells.begin() + m_starts[square], end = m_cells.begin() + m_starts[square + 1];
            if (crossed[static_cast<std::size_t>(column)]) {
                known = false;
                for (auto it = begin; it != end; ++it)
                    if (!isHidden(hidden, *it) && windingNumber(xy[2 * *it], xy[2 * *it + 1], edges) != 0) found.push_back(*it);
                continue;
            }
            // Squares between two crossings share one answer.
            if (!known) knownWinding = windingNumber(m_bounds.left() + (column + 0.5) * m_squareWidth, middle, edges);
            known = true;
            if (knownWinding == 0) continue;
            for (auto it = begin; it != end; ++it)
                if (!isHidden(hidden, *it)) found.push_back(*it);
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

std::int64_t PointIndex::nearest(const QPointF &position, double radius, const CellMask &hidden) const
{
    if (m_cells.empty()) return -1;
    const std::vector<float> &xy = *m_coordinates;
    double best = radius * radius;
    std::int64_t cell = -1;
    for (int row = rowOf(position.y() - radius); row <= rowOf(position.y() + radius); ++row) {
        for (int column = columnOf(position.x() - radius); column <= columnOf(position.x() + radius); ++column) {
            const std::size_t square =
                static_cast<std::size_t>(row) * static_cast<std::size_t>(m_columns) + static_cast<std::size_t>(column);
            for (std::uint32_t k = m_starts[square]; k < m_starts[square + 1]; ++k) {
                const std::uint32_t i = m_cells[k];
                const double dx = xy[2 * i] - position.x(), dy = xy[2 * i + 1] - position.y();
                if (dx * dx + dy * dy > best || isHidden(hidden, i)) continue;
                best = dx * dx + dy * dy;
                cell = i;
            }
        }
    }
    return cell;
}

}  // namespace lexicell::ui
