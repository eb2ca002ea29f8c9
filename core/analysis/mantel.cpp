#include "core/analysis/mantel.h"

#include "core/base/random.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace lexicell::analysis {

namespace {

std::vector<double> aboveDiagonal(const std::vector<double> &matrix, std::size_t n)
{
    std::vector<double> entries;
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = i + 1; j < n; ++j) entries.push_back(matrix[i * n + j]);
    return entries;
}

// Equal values share their mean rank.
void toRanks(std::vector<double> &values)
{
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    std::vector<double> ranks(values.size());
    for (std::size_t begin = 0; begin < order.size();) {
        std::size_t end = begin;
        while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
        for (std::size_t i = begin; i < end; ++i) ranks[order[i]] = 0.5 * static_cast<double>(begin + end - 1);
        begin = end;
    }
    values = std::move(ranks);
}

// Mean 0, length 1; false: all equal.
bool standardize(std::vector<double> &values)
{
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
    double squares = 0.0;
    for (double &value : values) {
        value -= mean;
        squares += value * value;
    }
    if (!(squares > 0.0)) return false;
    for (double &value : values) value /= std::sqrt(squares);
    return true;
}

// Correlation with the things of the second matrix in another order; entries are standardized.
class Exchanged {
  public:
    Exchanged(const std::vector<double> &a, const std::vector<double> &b, std::size_t n) : m_a(a), m_b(n * n), m_n(n)
    {
        std::size_t at = 0;
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = i + 1; j < n; ++j) m_b[i * n + j] = m_b[j * n + i] = b[at++];
    }
    double correlation(const std::vector<std::size_t> &order) const
    {
        double sum = 0.0;
        std::size_t at = 0;
        for (std::size_t i = 0; i < m_n; ++i)
            for (std::size_t j = i + 1; j < m_n; ++j) sum += m_a[at++] * m_b[order[i] * m_n + order[j]];
        return sum;
    }

  private:
    const std::vector<double> &m_a;
    std::vector<double> m_b;
    std::size_t m_n;
};

bool noMoreThan(std::int64_t most, std::size_t n)
{
    std::int64_t orders = 1;
    for (std::size_t i = 2; i <= n; ++i) {
        orders *= static_cast<std::int64_t>(i);
        if (orders > most) return false;
    }
    return true;
}

}  // namespace

MantelResult mantel(const std::vector<double> &a, const std::vector<double> &b, std::int64_t n, bool ranks,
                    std::int64_t exchanges, std::uint64_t seed)
{
    constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
    constexpr double rounding = 1e-12;  // of a correlation: equal ones count as reached
    const auto size = static_cast<std::size_t>(n);
    if (n < 3) return {unknown, unknown, 0, false};
    std::vector<double> x = aboveDiagonal(a, size), y = aboveDiagonal(b, size);
    if (ranks) {
        toRanks(x);
        toRanks(y);
    }
    if (!standardize(x) || !standardize(y)) return {unknown, unknown, 0, false};
    const Exchanged exchanged(x, y, size);
    std::vector<std::size_t> order(size);
    std::iota(order.begin(), order.end(), std::size_t{0});
    MantelResult result{exchanged.correlation(order), 1.0, 0, noMoreThan(exchanges, size)};
    std::int64_t reached = 0;
    if (result.all) {
        do {
            reached += exchanged.correlation(order) >= result.r - rounding ? 1 : 0;
            ++result.exchanges;
        } while (std::next_permutation(order.begin(), order.end()));
        result.pValue = static_cast<double>(reached) / static_cast<double>(result.exchanges);
        return result;
    }
    Random random(seed, Random::streamOf("mantel"));
    for (; result.exchanges < exchanges; ++result.exchanges) {
        for (std::size_t i = size; i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
        reached += exchanged.correlation(order) >= result.r - rounding ? 1 : 0;
    }
    result.pValue = static_cast<double>(reached + 1) / static_cast<double>(exchanges + 1);
    return result;
}

}  // namespace lexicell::analysis
