#include "core/analysis/rank_correlation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace lexicell::analysis {

static constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

std::vector<double> midRanks(const std::vector<double> &values)
{
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    std::vector<double> ranks(values.size());
    for (std::size_t begin = 0; begin < order.size();) {
        std::size_t end = begin + 1;
        while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
        for (std::size_t i = begin; i < end; ++i) ranks[order[i]] = 0.5 * static_cast<double>(begin + 1 + end);
        begin = end;
    }
    return ranks;
}

double spearman(const std::vector<double> &a, const std::vector<double> &b)
{
    std::vector<double> x, y;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (std::isnan(a[i]) || std::isnan(b[i])) continue;
        x.push_back(a[i]);
        y.push_back(b[i]);
    }
    if (x.size() < 2) return unknown;
    x = midRanks(x);
    y = midRanks(y);
    const double mean = 0.5 * static_cast<double>(x.size() + 1);
    double product = 0.0, squaresX = 0.0, squaresY = 0.0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        product += (x[i] - mean) * (y[i] - mean);
        squaresX += (x[i] - mean) * (x[i] - mean);
        squaresY += (y[i] - mean) * (y[i] - mean);
    }
    return squaresX > 0.0 && squaresY > 0.0 ? product / std::sqrt(squaresX * squaresY) : unknown;
}

}  // namespace lexicell::analysis
