#include "models/tasks/knock_out/rank_statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace lexicell::models::tasks {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

std::vector<std::size_t> ascending(const std::vector<double> &values)
{
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    return order;
}

}  // namespace

Retrieval retrieval(const std::vector<double> &scores, const std::vector<bool> &truth)
{
    std::vector<double> known;
    std::vector<bool> is;
    for (std::size_t i = 0; i < scores.size(); ++i) {
        if (std::isnan(scores[i])) continue;
        known.push_back(scores[i]);
        is.push_back(truth[i]);
    }
    const auto all = static_cast<double>(known.size());
    const auto positives = static_cast<double>(std::count(is.begin(), is.end(), true));
    Retrieval result{unknown, unknown, known.empty() ? unknown : positives / all, static_cast<std::int64_t>(known.size())};
    if (positives == 0.0 || positives == all) return result;
    const auto ranks = midRanks(known);
    double sum = 0.0;
    for (std::size_t i = 0; i < known.size(); ++i) sum += is[i] ? ranks[i] : 0.0;
    result.auroc = (sum - positives * (positives + 1.0) / 2.0) / (positives * (all - positives));

    auto order = ascending(known);
    std::reverse(order.begin(), order.end());
    double found = 0.0;
    result.averagePrecision = 0.0;
    for (std::size_t begin = 0; begin < order.size();) {
        std::size_t end = begin;
        double here = 0.0;
        for (; end < order.size() && known[order[end]] == known[order[begin]]; ++end) here += is[order[end]] ? 1.0 : 0.0;
        found += here;
        result.averagePrecision += here / positives * found / static_cast<double>(end);
        begin = end;
    }
    return result;
}

}  // namespace lexicell::models::tasks
