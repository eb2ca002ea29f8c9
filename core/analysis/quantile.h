// Quantile by linear interpolation between order statistics: type 7 of Hyndman and Fan 1996, the default of R and numpy.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

namespace lexicell::analysis {

// values: not empty; share in [0, 1]
inline double quantile(std::vector<double> values, double share)
{
    std::sort(values.begin(), values.end());
    const double at = share * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(std::floor(at));
    const std::size_t above = std::min(below + 1, values.size() - 1);
    return values[below] + (at - static_cast<double>(below)) * (values[above] - values[below]);
}

}  // namespace lexicell::analysis
