#include "models/families/scgpt/format/binning.h"

#include <algorithm>
#include <cmath>

namespace lexicell::models::scgpt {

std::vector<double> binEdges(std::vector<float> values, int bins)
{
    std::sort(values.begin(), values.end());
    const std::size_t count = static_cast<std::size_t>(bins - 1);
    // np.linspace computes i * (1 / 49), which differs from i / 49 in 21 of 50 cases, and sets the last point to 1.
    const double step = 1.0 / static_cast<double>(count - 1);
    const double last = static_cast<double>(values.size() - 1);
    std::vector<double> edges(count);
    for (std::size_t i = 0; i < count; ++i) {
        const double position = last * (i + 1 == count ? 1.0 : static_cast<double>(i) * step);
        const double below = std::floor(position);
        const auto index = static_cast<std::size_t>(below);
        const float a = values[index];
        const float b = values[std::min(index + 1, values.size() - 1)];
        const double difference = static_cast<double>(b - a);  // computed in the data's own type, as in NumPy
        const double t = position - below;
        // NumPy interpolates from the nearer end.
        edges[i] = t < 0.5 ? static_cast<double>(a) + difference * t : static_cast<double>(b) - difference * (1.0 - t);
    }
    return edges;
}

BinRange binRange(float value, const std::vector<double> &edges)
{
    const double v = static_cast<double>(value);
    const auto right = std::lower_bound(edges.begin(), edges.end(), v);
    const auto left = std::upper_bound(right, edges.end(), v);
    return {static_cast<int>(left - edges.begin()), static_cast<int>(right - edges.begin())};
}

int chooseBin(BinRange range, double draw)
{
    return static_cast<int>(std::ceil(draw * static_cast<double>(range.right - range.left) + static_cast<double>(range.left)));
}

}  // namespace lexicell::models::scgpt
