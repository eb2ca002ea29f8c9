#include "models/tasks/knock_out/shift_statistics.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>

namespace lexicell::models::tasks {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

template <class A, class B> double cosine(const A *a, const B *b, std::size_t width)
{
    double product = 0.0, squaresA = 0.0, squaresB = 0.0;
    for (std::size_t i = 0; i < width; ++i) {
        const auto x = static_cast<double>(a[i]);
        const auto y = static_cast<double>(b[i]);
        product += x * y;
        squaresA += x * x;
        squaresB += y * y;
    }
    return squaresA > 0.0 && squaresB > 0.0 ? product / (std::sqrt(squaresA) * std::sqrt(squaresB)) : unknown;
}

std::vector<double> meanRow(const std::vector<float> &rows, std::size_t width)
{
    std::vector<double> mean(width, 0.0);
    for (std::size_t i = 0; i < rows.size(); ++i) mean[i % width] += static_cast<double>(rows[i]);
    for (double &value : mean) value /= static_cast<double>(rows.size() / width);
    return mean;
}

double meanOf(const std::vector<double> &values)
{
    return values.empty() ? unknown : std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double standardError(const std::vector<double> &values, double mean)
{
    if (values.size() < 2) return unknown;
    double squares = 0.0;
    for (const double value : values) squares += (value - mean) * (value - mean);
    const auto n = static_cast<double>(values.size());
    return std::sqrt(squares / (n - 1.0)) / std::sqrt(n);
}

}  // namespace

double cosineShift(const float *a, const float *b, std::int64_t width)
{
    return 1.0 - cosine(a, b, static_cast<std::size_t>(width));
}

std::vector<double> stateDirection(const std::vector<float> &from, const std::vector<float> &to, std::int64_t width)
{
    if (from.empty() || to.empty()) return {};
    std::vector<double> direction = meanRow(to, static_cast<std::size_t>(width));
    const std::vector<double> start = meanRow(from, static_cast<std::size_t>(width));
    for (std::size_t i = 0; i < direction.size(); ++i) direction[i] -= start[i];
    return direction;
}

ShiftStatistics shiftStatistics(const std::vector<float> &before, const std::vector<float> &after, std::int64_t width,
                                const std::vector<double> &direction)
{
    const auto columns = static_cast<std::size_t>(width);
    assert(before.size() == after.size() && before.size() % columns == 0);
    assert(direction.empty() || direction.size() == columns);
    ShiftStatistics result;
    result.cells = static_cast<std::int64_t>(before.size() / columns);
    result.meanShift.assign(columns, 0.0);
    std::vector<double> scores, shift(columns);
    for (std::size_t begin = 0; begin < before.size(); begin += columns) {
        result.cosineShifts.push_back(cosineShift(after.data() + begin, before.data() + begin, width));
        for (std::size_t i = 0; i < columns; ++i) {
            shift[i] = static_cast<double>(after[begin + i]) - static_cast<double>(before[begin + i]);
            result.meanShift[i] += shift[i];
        }
        if (!direction.empty()) scores.push_back(cosine(shift.data(), direction.data(), columns));
    }
    for (double &value : result.meanShift) value = result.cells > 0 ? value / static_cast<double>(result.cells) : unknown;
    result.meanCosineShift = meanOf(result.cosineShifts);
    result.score = direction.empty() ? unknown : cosine(result.meanShift.data(), direction.data(), columns);
    result.meanCellScore = meanOf(scores);
    result.cellScoreError = standardError(scores, result.meanCellScore);
    return result;
}

std::vector<std::size_t> rankingOf(const std::vector<double> &values)
{
    std::vector<std::size_t> places(values.size());
    std::iota(places.begin(), places.end(), std::size_t{0});
    std::stable_sort(places.begin(), places.end(), [&](std::size_t a, std::size_t b) {
        if (std::isnan(values[a]) || std::isnan(values[b])) return !std::isnan(values[a]) && std::isnan(values[b]);
        return values[a] > values[b];
    });
    return places;
}

}  // namespace lexicell::models::tasks
