#include "tests/support/layout_quality.h"

#include "core/base/parallel.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace lexicell::test {

// All other cells, the nearest to cell `i` first.
static std::vector<std::int32_t> ranked(const data::MatrixView &points, std::int64_t i)
{
    std::vector<double> distance(static_cast<std::size_t>(points.rows));
    for (std::int64_t j = 0; j < points.rows; ++j)
        for (std::int64_t d = 0; d < points.columns; ++d) {
            const double difference = static_cast<double>(points.values[i * points.columns + d]) -
                                      static_cast<double>(points.values[j * points.columns + d]);
            distance[static_cast<std::size_t>(j)] += difference * difference;
        }
    std::vector<std::int32_t> order(static_cast<std::size_t>(points.rows));
    std::iota(order.begin(), order.end(), 0);
    order.erase(order.begin() + i);
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) {
        return distance[static_cast<std::size_t>(a)] < distance[static_cast<std::size_t>(b)];
    });
    return order;
}

LayoutQuality layoutQuality(const data::MatrixView &space, const data::MatrixView &layout,
                            const std::vector<std::int64_t> &labels, int k)
{
    const std::int64_t n = space.rows;
    struct Sums {
        double penalty = 0.0, kept = 0.0, right = 0.0;
    };
    std::vector<Sums> sums(static_cast<std::size_t>(n));
    parallelFor(n, 0, [&](std::int64_t begin, std::int64_t end) {
        std::vector<std::int64_t> rank(static_cast<std::size_t>(n));
        for (std::int64_t i = begin; i < end; ++i) {
            const auto inSpace = ranked(space, i), inLayout = ranked(layout, i);
            for (std::size_t r = 0; r < inSpace.size(); ++r)
                rank[static_cast<std::size_t>(inSpace[r])] = static_cast<std::int64_t>(r) + 1;
            Sums &sum = sums[static_cast<std::size_t>(i)];
            std::map<std::int64_t, int> votes;
            for (int j = 0; j < k; ++j) {
                const auto other = static_cast<std::size_t>(inLayout[static_cast<std::size_t>(j)]);
                if (rank[other] > k) sum.penalty += static_cast<double>(rank[other] - k);
                else sum.kept += 1.0;
                ++votes[labels[other]];
            }
            const auto winner =
                std::max_element(votes.begin(), votes.end(), [](const auto &a, const auto &b) { return a.second < b.second; });
            sum.right = winner->first == labels[static_cast<std::size_t>(i)] ? 1.0 : 0.0;
        }
    });
    Sums total;
    for (const auto &sum : sums) {
        total.penalty += sum.penalty;
        total.kept += sum.kept;
        total.right += sum.right;
    }
    const auto cells = static_cast<double>(n);
    return {1.0 - total.penalty * 2.0 / (cells * k * (2.0 * cells - 3.0 * k - 1.0)), total.kept / (cells * k),
            total.right / cells};
}

}  // namespace lexicell::test
