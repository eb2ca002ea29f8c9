#include "core/preprocess/gene_scores.h"

#include "core/preprocess/normalize.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <set>

namespace lexicell::preprocess {

namespace {

// numpy's random_interval: 0 … most, by masking and drawing again.
std::uint32_t below(std::mt19937 &random, std::uint32_t most)
{
    std::uint32_t mask = most;
    for (const int shift : {1, 2, 4, 8, 16}) mask |= mask >> shift;
    while (true)
        if (const auto value = static_cast<std::uint32_t>(random()) & mask; value <= most) return value;
}

// numpy.random.permutation(n)
std::vector<std::size_t> permutation(std::mt19937 &random, std::size_t n)
{
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t i = n; i-- > 1;) std::swap(order[i], order[below(random, static_cast<std::uint32_t>(i))]);
    return order;
}

std::vector<double> meanOver(const LogValues &values, const std::vector<std::int64_t> &genes)
{
    std::vector<bool> chosen(static_cast<std::size_t>(values.block.columns));
    for (const std::int64_t gene : genes) chosen[static_cast<std::size_t>(gene)] = true;
    std::vector<double> means(static_cast<std::size_t>(values.block.rows));
    for (std::size_t cell = 0; cell < means.size(); ++cell) {
        const auto end = static_cast<std::size_t>(values.block.indptr[cell + 1]);
        for (auto k = static_cast<std::size_t>(values.block.indptr[cell]); k < end; ++k)
            if (chosen[static_cast<std::size_t>(values.block.indices[k])]) means[cell] += values.at(cell, k);
        means[cell] /= static_cast<double>(genes.size());
    }
    return means;
}

}  // namespace

LogValues LogValues::ofCounts(const data::CsrBlock &counts)
{
    LogValues values{counts, std::vector<double>(static_cast<std::size_t>(counts.rows))};
    for (std::size_t cell = 0; cell < values.totals.size(); ++cell)
        for (auto k = static_cast<std::size_t>(counts.indptr[cell]); k < static_cast<std::size_t>(counts.indptr[cell + 1]); ++k)
            values.totals[cell] += static_cast<double>(counts.values[k]);
    return values;
}

double LogValues::at(std::size_t cell, std::size_t k) const
{
    const auto value = static_cast<double>(block.values[k]);
    return totals.empty() ? value : logCp10k(value, totals[cell]);
}

std::vector<double> meanOfGenes(const LogValues &values)
{
    std::vector<double> means(static_cast<std::size_t>(values.block.columns));
    for (std::size_t cell = 0; cell < static_cast<std::size_t>(values.block.rows); ++cell) {
        const auto end = static_cast<std::size_t>(values.block.indptr[cell + 1]);
        for (auto k = static_cast<std::size_t>(values.block.indptr[cell]); k < end; ++k)
            means[static_cast<std::size_t>(values.block.indices[k])] += values.at(cell, k);
    }
    for (double &mean : means) mean /= static_cast<double>(values.block.rows);
    return means;
}

std::vector<std::int32_t> expressionBins(const std::vector<double> &means, int bins)
{
    std::vector<double> sorted = means;
    std::sort(sorted.begin(), sorted.end());
    // nearbyint rounds halves to even, as numpy.round
    const double width = std::max(1.0, std::nearbyint(static_cast<double>(means.size()) / (bins - 1)));
    std::vector<std::int32_t> result;
    for (const double mean : means) {
        const auto rank = static_cast<double>(std::lower_bound(sorted.begin(), sorted.end(), mean) - sorted.begin() + 1);
        result.push_back(static_cast<std::int32_t>(std::floor(rank / width)));
    }
    return result;
}

std::vector<std::int64_t> controlGenes(const std::vector<std::int32_t> &bins, const std::vector<std::int64_t> &set, int size,
                                       std::int64_t seed)
{
    const std::set<std::int64_t> ofSet(set.begin(), set.end());
    std::set<std::int32_t> wanted;
    for (const std::int64_t gene : set) wanted.insert(bins[static_cast<std::size_t>(gene)]);
    std::mt19937 random(static_cast<std::uint32_t>(seed));
    std::vector<std::int64_t> control;
    for (const std::int32_t bin : wanted) {
        std::vector<std::int64_t> members;
        for (std::size_t gene = 0; gene < bins.size(); ++gene)
            if (bins[gene] == bin) members.push_back(static_cast<std::int64_t>(gene));
        std::vector<std::int64_t> drawn = members;
        if (static_cast<std::size_t>(size) < members.size()) {
            const auto order = permutation(random, members.size());
            drawn.clear();
            for (int i = 0; i < size; ++i) drawn.push_back(members[order[static_cast<std::size_t>(i)]]);
        }
        for (const std::int64_t gene : drawn)
            if (!ofSet.count(gene)) control.push_back(gene);
    }
    std::sort(control.begin(), control.end());
    return control;
}

std::vector<double> geneScores(const LogValues &values, const std::vector<std::int64_t> &set,
                               const std::vector<std::int64_t> &control)
{
    std::vector<double> scores = meanOver(values, set);
    const std::vector<double> less = meanOver(values, control);
    for (std::size_t cell = 0; cell < scores.size(); ++cell) scores[cell] -= less[cell];
    return scores;
}

}  // namespace lexicell::preprocess
