#include "core/preprocess/loess.h"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace lexicell::preprocess {

namespace {

struct Points {  // ascending in x
    std::vector<double> x;
    std::vector<double> y;
};

Points sorted(const std::vector<double> &x, const std::vector<double> &y)
{
    std::vector<std::size_t> order(x.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return x[a] < x[b]; });
    Points points;
    for (const auto i : order) {
        points.x.push_back(x[i]);
        points.y.push_back(y[i]);
    }
    return points;
}

// Where to split the points first..last (inclusive): at the median, moved to the nearest place where two neighbors differ.
// Steps go +1, -1, +2, -2 …, and stop at the ends.
std::size_t cutPosition(const std::vector<double> &x, std::size_t first, std::size_t last)
{
    const auto middle = static_cast<std::ptrdiff_t>((first + last) / 2);
    std::ptrdiff_t offset = 0;
    while (middle + offset < static_cast<std::ptrdiff_t>(last) && middle + offset >= static_cast<std::ptrdiff_t>(first)) {
        const auto at = static_cast<std::size_t>(middle + offset);
        if (x[at] != x[at + 1]) return at;
        offset = -offset;
        if (offset >= 0) ++offset;
    }
    return static_cast<std::size_t>(middle);
}

struct Cell {
    std::size_t first, last;
    double lower, upper;
};

// The vertices of the k-d tree, ascending: the ends of the (slightly enlarged) range, and every cut.
std::vector<double> vertices(const std::vector<double> &x, std::size_t cellSize)
{
    const double low = x.front(), high = x.back();
    // the box is enlarged by half a percent on either side; the other terms keep its size above zero
    const double margin = 0.005 * std::max(high - low, 1e-10 * std::max(std::abs(low), std::abs(high)) + 1e-30);
    std::vector<double> result{low - margin, high + margin};
    std::vector<Cell> cells{{0, x.size() - 1, result[0], result[1]}};
    for (std::size_t p = 0; p < cells.size(); ++p) {
        const Cell cell = cells[p];
        if (cell.last - cell.first + 1 <= cellSize || cell.upper - cell.lower <= 0.0) continue;
        const std::size_t cut = cutPosition(x, cell.first, cell.last);
        if (x[cut] == cell.lower || x[cut] == cell.upper) continue;
        result.push_back(x[cut]);
        cells.push_back({cell.first, cut, cell.lower, x[cut]});
        cells.push_back({cut + 1, cell.last, x[cut], cell.upper});
    }
    std::sort(result.begin(), result.end());
    result.erase(std::unique(result.begin(), result.end()), result.end());
    return result;
}

struct LocalFit {
    double value = 0.0;
    double slope = 0.0;
    bool singular = false;
};

// Weighted quadratic around `at` through its `neighbors` nearest points.
LocalFit fitAt(const Points &points, double at, std::size_t neighbors)
{
    const std::size_t n = points.x.size();
    auto begin = static_cast<std::size_t>(std::lower_bound(points.x.begin(), points.x.end(), at) - points.x.begin());
    std::size_t end = begin;  // [begin, end) is widened to the nearest points
    while (end - begin < neighbors) {
        const bool left = begin > 0 && (end == n || at - points.x[begin - 1] <= points.x[end] - at);
        left ? --begin : ++end;
    }
    const double radius = std::max(std::abs(at - points.x[begin]), std::abs(points.x[end - 1] - at));
    if (radius <= 0.0) return {0.0, 0.0, true};

    const auto rows = static_cast<Eigen::Index>(end - begin);
    Eigen::Matrix<double, Eigen::Dynamic, 3> design(rows, 3);
    Eigen::VectorXd response(rows);
    for (Eigen::Index i = 0; i < rows; ++i) {
        const double difference = points.x[begin + static_cast<std::size_t>(i)] - at;
        const double relative = std::abs(difference) / radius;
        const double weight = std::sqrt(std::pow(std::max(0.0, 1.0 - relative * relative * relative), 3));
        design.row(i) << weight, weight * difference, weight * difference * difference;
        response[i] = weight * points.y[begin + static_cast<std::size_t>(i)];
    }
    Eigen::Vector3d norms = design.colwise().norm();
    for (int j = 0; j < 3; ++j) norms[j] = norms[j] > 0.0 ? norms[j] : 1.0;
    design.array().rowwise() /= norms.transpose().array();
    const Eigen::HouseholderQR<Eigen::Matrix<double, Eigen::Dynamic, 3>> qr(design);
    const Eigen::Matrix3d upper = qr.matrixQR().topRows<3>().triangularView<Eigen::Upper>();
    const Eigen::Vector3d rotated = (qr.householderQ().adjoint() * response).head<3>();
    const Eigen::JacobiSVD<Eigen::Matrix3d, Eigen::ComputeFullU | Eigen::ComputeFullV> svd(upper);
    const Eigen::Vector3d singularValues = svd.singularValues();
    // dloess calls a neighborhood singular below 100 machine epsilons
    if (singularValues[2] <= singularValues[0] * 100.0 * std::numeric_limits<double>::epsilon()) return {0.0, 0.0, true};
    const Eigen::Vector3d beta = svd.solve(rotated).cwiseQuotient(norms);
    return {beta[0], beta[1], false};
}

}  // namespace

Result<std::vector<double>> loess(const std::vector<double> &x, const std::vector<double> &y, const LoessOptions &options)
{
    const auto singular = [] {
        return Error{errors::singularLoess,
                     "The trend of variance on mean cannot be fitted (singular loess): too many genes share the same few mean "
                     "counts, as in a few hundred shallow cells. Choose the flavor seurat or cell_ranger instead.",
                     {}};
    };
    const auto n = static_cast<double>(x.size());
    // dloess: floor(n * span) with a correction for rounding
    const auto neighbors = std::min(x.size(), static_cast<std::size_t>(std::floor(n * options.span + 1e-5)));
    if (neighbors < 4) return singular();
    const Points points = sorted(x, y);
    const auto knots = vertices(points.x, static_cast<std::size_t>(std::floor(n * options.span * options.cell)));
    std::vector<LocalFit> fits;
    for (const double knot : knots) {
        fits.push_back(fitAt(points, knot, neighbors));
        if (fits.back().singular) return singular();
    }

    std::vector<double> fitted(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
        const auto above = std::clamp<std::ptrdiff_t>(std::lower_bound(knots.begin(), knots.end(), x[i]) - knots.begin(), 1,
                                                      static_cast<std::ptrdiff_t>(knots.size()) - 1);
        const auto b = static_cast<std::size_t>(above), a = b - 1;
        const double width = knots[b] - knots[a];
        const double u = (x[i] - knots[a]) / width, v = 1.0 - u;
        fitted[i] = v * v * (1.0 + 2.0 * u) * fits[a].value + u * u * (3.0 - 2.0 * u) * fits[b].value +
                    width * u * v * (v * fits[a].slope - u * fits[b].slope);
    }
    return fitted;
}

}  // namespace lexicell::preprocess
