#include "core/analysis/pseudobulk.h"

#include "core/analysis/quantile.h"
#include "core/analysis/rank_correlation.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace lexicell::analysis {

namespace {

// edgeR's constants: filterByExpr.default, calcNormFactors.default, cpm.default.
constexpr double minCount = 10.0, minTotal = 15.0, largeGroup = 10.0, shareOfLarge = 0.7, tolerance = 1e-14;
constexpr double trimmedRatios = 0.3, trimmedAbundances = 0.05;
constexpr double priorCount = 2.0, million = 1e6;

// The sample whose upper quartile, as a share of its library, is closest to the mean of all.
std::int64_t referenceSample(const SampleMatrix &counts, const std::vector<double> &libraries)
{
    std::vector<double> quartiles;
    for (std::int64_t sample = 0; sample < counts.samples; ++sample) {
        std::vector<double> values;
        for (std::int64_t gene = 0; gene < counts.genes; ++gene) {
            bool any = false;
            for (std::int64_t other = 0; other < counts.samples; ++other) any = any || counts.at(other, gene) > 0.0;
            if (any) values.push_back(counts.at(sample, gene));
        }
        quartiles.push_back(quantile(std::move(values), 0.75) / libraries[static_cast<std::size_t>(sample)]);
    }
    if (quantile(quartiles, 0.5) < 1e-20) {
        std::vector<double> roots(static_cast<std::size_t>(counts.samples));
        for (std::size_t i = 0; i < counts.values.size(); ++i)
            roots[i / static_cast<std::size_t>(counts.genes)] += std::sqrt(counts.values[i]);
        return std::max_element(roots.begin(), roots.end()) - roots.begin();
    }
    const double mean = std::accumulate(quartiles.begin(), quartiles.end(), 0.0) / static_cast<double>(quartiles.size());
    std::size_t best = 0;
    for (std::size_t i = 1; i < quartiles.size(); ++i)
        if (std::abs(quartiles[i] - mean) < std::abs(quartiles[best] - mean)) best = i;
    return static_cast<std::int64_t>(best);
}

double tmmFactor(const SampleMatrix &counts, std::int64_t sample, std::int64_t reference, const std::vector<double> &libraries)
{
    const double library = libraries[static_cast<std::size_t>(sample)], other = libraries[static_cast<std::size_t>(reference)];
    std::vector<double> ratios, abundances, variances;
    double largest = 0.0;
    for (std::int64_t gene = 0; gene < counts.genes; ++gene) {
        const double a = counts.at(sample, gene), b = counts.at(reference, gene);
        if (a <= 0.0 || b <= 0.0) continue;  // the ratio is not finite
        ratios.push_back(std::log2((a / library) / (b / other)));
        abundances.push_back((std::log2(a / library) + std::log2(b / other)) / 2.0);
        variances.push_back((library - a) / library / a + (other - b) / other / b);
        largest = std::max(largest, std::abs(ratios.back()));
    }
    if (largest < 1e-6) return 1.0;
    const auto n = static_cast<double>(ratios.size());
    const double firstRatio = std::floor(n * trimmedRatios) + 1.0, lastRatio = n + 1.0 - firstRatio;
    const double firstAbundance = std::floor(n * trimmedAbundances) + 1.0, lastAbundance = n + 1.0 - firstAbundance;
    const auto ratioRanks = midRanks(ratios), abundanceRanks = midRanks(abundances);
    double sum = 0.0, weights = 0.0;
    for (std::size_t i = 0; i < ratios.size(); ++i) {
        if (ratioRanks[i] < firstRatio || ratioRanks[i] > lastRatio) continue;
        if (abundanceRanks[i] < firstAbundance || abundanceRanks[i] > lastAbundance) continue;
        sum += ratios[i] / variances[i];
        weights += 1.0 / variances[i];
    }
    return weights > 0.0 ? std::exp2(sum / weights) : 1.0;
}

}  // namespace

SampleMatrix sumCounts(const data::CsrBlock &counts, const std::vector<std::int32_t> &sampleOf, std::int64_t samples)
{
    SampleMatrix sums{samples, counts.columns, std::vector<double>(static_cast<std::size_t>(samples * counts.columns))};
    for (std::size_t row = 0; row < static_cast<std::size_t>(counts.rows); ++row) {
        if (sampleOf[row] < 0) continue;
        double *sum = sums.values.data() + sampleOf[row] * counts.columns;
        for (auto k = static_cast<std::size_t>(counts.indptr[row]); k < static_cast<std::size_t>(counts.indptr[row + 1]); ++k)
            sum[counts.indices[k]] += static_cast<double>(counts.values[k]);
    }
    return sums;
}

std::vector<double> librarySizes(const SampleMatrix &counts)
{
    std::vector<double> sizes(static_cast<std::size_t>(counts.samples));
    for (std::size_t i = 0; i < counts.values.size(); ++i) sizes[i / static_cast<std::size_t>(counts.genes)] += counts.values[i];
    return sizes;
}

std::vector<std::int64_t> genesWithCounts(const SampleMatrix &counts, const std::vector<int> &condition)
{
    const auto second = static_cast<double>(std::accumulate(condition.begin(), condition.end(), 0));
    const double first = static_cast<double>(condition.size()) - second;
    double needed = std::min(first, second);
    if (needed > largeGroup) needed = largeGroup + (needed - largeGroup) * shareOfLarge;
    const auto libraries = librarySizes(counts);
    const double cutoff = minCount / quantile(libraries, 0.5) * million;
    std::vector<std::int64_t> kept;
    for (std::int64_t gene = 0; gene < counts.genes; ++gene) {
        double samples = 0.0, total = 0.0;
        for (std::int64_t sample = 0; sample < counts.samples; ++sample) {
            total += counts.at(sample, gene);
            const double perMillion = counts.at(sample, gene) / libraries[static_cast<std::size_t>(sample)] * million;
            samples += perMillion >= cutoff ? 1.0 : 0.0;
        }
        if (samples >= needed - tolerance && total >= minTotal - tolerance) kept.push_back(gene);
    }
    return kept;
}

SampleMatrix selectGenes(const SampleMatrix &counts, const std::vector<std::int64_t> &genes)
{
    SampleMatrix kept{counts.samples, static_cast<std::int64_t>(genes.size()), {}};
    kept.values.reserve(static_cast<std::size_t>(kept.samples * kept.genes));
    for (std::int64_t sample = 0; sample < counts.samples; ++sample)
        for (const std::int64_t gene : genes) kept.values.push_back(counts.at(sample, gene));
    return kept;
}

std::vector<double> tmmFactors(const SampleMatrix &counts, const std::vector<double> &libraries)
{
    const std::int64_t reference = referenceSample(counts, libraries);
    std::vector<double> factors;
    double logs = 0.0;
    for (std::int64_t sample = 0; sample < counts.samples; ++sample) {
        factors.push_back(tmmFactor(counts, sample, reference, libraries));
        logs += std::log(factors.back());
    }
    for (double &factor : factors) factor /= std::exp(logs / static_cast<double>(counts.samples));
    return factors;
}

SampleMatrix logCountsPerMillion(const SampleMatrix &counts, const std::vector<double> &effectiveLibraries)
{
    const double mean = std::accumulate(effectiveLibraries.begin(), effectiveLibraries.end(), 0.0) /
                        static_cast<double>(effectiveLibraries.size());
    SampleMatrix logs = counts;
    for (std::size_t i = 0; i < logs.values.size(); ++i) {
        const double library = effectiveLibraries[i / static_cast<std::size_t>(counts.genes)];
        const double prior = priorCount * library / mean;
        logs.values[i] = std::log2((counts.values[i] + prior) / (library + 2.0 * prior) * million);
    }
    return logs;
}

}  // namespace lexicell::analysis
