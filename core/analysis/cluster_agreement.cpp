#include "core/analysis/cluster_agreement.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>

namespace lexicell::analysis {

namespace {

std::size_t groupsIn(const std::vector<std::int32_t> &numbers)
{
    return numbers.empty() ? 0 : static_cast<std::size_t>(*std::max_element(numbers.begin(), numbers.end())) + 1;
}

double pairs(double count) { return count * (count - 1.0) / 2.0; }

double entropy(const std::vector<double> &counts, double cells)
{
    double sum = 0.0;
    for (const double count : counts)
        if (count > 0.0) sum -= count / cells * std::log(count / cells);
    return sum;
}

}  // namespace

ClusterAgreement clusterAgreement(const std::vector<std::int32_t> &a, const std::vector<std::int32_t> &b)
{
    assert(a.size() == b.size());
    if (a.empty()) return {};
    const std::size_t rows = groupsIn(a), columns = groupsIn(b);
    std::vector<double> shared(rows * columns), inA(rows), inB(columns);
    for (std::size_t cell = 0; cell < a.size(); ++cell) {
        const auto i = static_cast<std::size_t>(a[cell]), j = static_cast<std::size_t>(b[cell]);
        shared[i * columns + j] += 1.0;
        inA[i] += 1.0;
        inB[j] += 1.0;
    }
    const auto cells = static_cast<double>(a.size());
    double information = 0.0, together = 0.0, togetherA = 0.0, togetherB = 0.0;
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j < columns; ++j)
            if (const double count = shared[i * columns + j]; count > 0.0) {
                information += count / cells * std::log(count * cells / (inA[i] * inB[j]));
                together += pairs(count);
            }
    for (const double count : inA) togetherA += pairs(count);
    for (const double count : inB) togetherB += pairs(count);
    ClusterAgreement agreement;
    const double entropies = entropy(inA, cells) + entropy(inB, cells);
    agreement.nmi = entropies > 0.0 ? std::max(0.0, 2.0 * information / entropies) : 1.0;
    const double expected = cells > 1.0 ? togetherA * togetherB / pairs(cells) : 0.0;
    const double largest = (togetherA + togetherB) / 2.0;
    agreement.ari = largest > expected ? (together - expected) / (largest - expected) : 1.0;
    return agreement;
}

}  // namespace lexicell::analysis
