// Intervals of scores by the percentile bootstrap over cells (Efron 1979): cells are drawn with replacement, the score is
// computed again, and the middle 95 % is kept. Cells of one donor are alike, so an interval over cells says how much the choice
// of cells matters, and is too narrow for a statement on new donors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <vector>

namespace lexicell::analysis {

// NaN: not known.
struct Interval {
    double low = std::numeric_limits<double>::quiet_NaN(), high = std::numeric_limits<double>::quiet_NaN();
};

// `scores`: values computed from the cells at these positions, always equally many; a NaN is left out. One interval for each. The
// draws depend on the seed and the number of cells alone, so methods with the same cells are compared on the same draws.
std::vector<Interval> bootstrap(std::size_t cells, int rounds, std::uint64_t seed,
                                const std::function<std::vector<double>(const std::vector<std::size_t> &cells)> &scores);

struct ClassificationIntervals {
    Interval accuracy, macroF1;
};
// Both hold one label per cell. Not known without cells or rounds.
ClassificationIntervals classificationIntervals(const std::vector<std::string> &truth, const std::vector<std::string> &predicted,
                                                int rounds, std::uint64_t seed);

}  // namespace lexicell::analysis
