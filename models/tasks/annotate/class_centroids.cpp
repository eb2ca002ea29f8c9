#include "models/tasks/annotate/class_centroids.h"

#include <algorithm>
#include <cmath>

namespace lexicell::models::tasks {

namespace {

template <class Number> double lengthOf(const Number *row, std::size_t width)
{
    double squares = 0.0;
    for (std::size_t i = 0; i < width; ++i) squares += static_cast<double>(row[i]) * static_cast<double>(row[i]);
    return std::sqrt(squares);
}

}  // namespace

ClassCentroids::ClassCentroids(const data::MatrixView &rows, const std::vector<std::int32_t> &codes, std::size_t classes)
    : m_width(static_cast<std::size_t>(rows.columns)), m_directions(classes * m_width)
{
    for (std::int64_t cell = 0; cell < rows.rows; ++cell) {
        const std::int32_t code = codes[static_cast<std::size_t>(cell)];
        const double length = lengthOf(rows.row(cell), m_width);
        if (code < 0 || !(length > 0.0)) continue;
        double *const sum = m_directions.data() + static_cast<std::size_t>(code) * m_width;
        for (std::size_t i = 0; i < m_width; ++i) sum[i] += static_cast<double>(rows.row(cell)[i]) / length;
    }
    for (std::size_t k = 0; k < classes; ++k) {
        double *const direction = m_directions.data() + k * m_width;
        const double length = lengthOf(direction, m_width);
        if (length > 0.0) std::for_each(direction, direction + m_width, [length](double &value) { value /= length; });
    }
    std::int64_t counted = 0;
    for (std::int64_t cell = 0; cell < rows.rows; ++cell) {
        const std::int32_t code = codes[static_cast<std::size_t>(cell)];
        if (code < 0 || !(lengthOf(rows.row(cell), m_width) > 0.0)) continue;
        m_spread += 2.0 - 2.0 * cosines(rows.row(cell))[static_cast<std::size_t>(code)];
        ++counted;
    }
    if (counted > 0) m_spread /= static_cast<double>(counted);
}

std::vector<double> ClassCentroids::cosines(const float *row) const
{
    const double length = lengthOf(row, m_width);
    std::vector<double> all(m_width == 0 ? 0 : m_directions.size() / m_width);
    for (std::size_t k = 0; k < all.size(); ++k) {
        const double *const direction = m_directions.data() + k * m_width;
        if (!(lengthOf(direction, m_width) > 0.0)) {
            all[k] = -1.0;
            continue;
        }
        double product = 0.0;
        for (std::size_t i = 0; i < m_width; ++i) product += direction[i] * static_cast<double>(row[i]);
        all[k] = length > 0.0 ? product / length : 0.0;
    }
    return all;
}

}  // namespace lexicell::models::tasks
