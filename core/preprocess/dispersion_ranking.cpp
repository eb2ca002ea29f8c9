#include "core/preprocess/dispersion_ranking.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lexicell::preprocess {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

double medianOfSorted(const std::vector<double> &values)
{
    const std::size_t n = values.size();
    if (n == 0) return nan;
    return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2.0;
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return medianOfSorted(values);
}

// Upper edges of pandas.cut(means, 20): equal widths, the right edge included; the lowest bin includes the smallest mean.
std::vector<double> equalEdges(const std::vector<double> &means, int bins)
{
    auto [low, high] = std::minmax_element(means.begin(), means.end());
    double first = *low, last = *high;
    if (first == last) {  // pandas widens an empty range by 0.1 %
        first -= first != 0.0 ? 0.001 * std::abs(first) : 0.001;
        last += last != 0.0 ? 0.001 * std::abs(last) : 0.001;
    }
    std::vector<double> edges;
    const double step = (last - first) / bins;
    for (int i = 1; i < bins; ++i) edges.push_back(first + step * i);
    edges.push_back(last);
    return edges;
}

// Upper edges at numpy.percentile(means, 10, 15, … 100), the last bin open. Equal percentiles give one edge.
std::vector<double> percentileEdges(std::vector<double> means)
{
    std::sort(means.begin(), means.end());
    std::vector<double> edges;
    for (int percent = 10; percent <= 100; percent += 5) {
        const double position = percent / 100.0 * static_cast<double>(means.size() - 1);
        const auto below = static_cast<std::size_t>(position);
        const auto above = std::min(below + 1, means.size() - 1);
        const double fraction = position - static_cast<double>(below);
        edges.push_back(means[below] + (means[above] - means[below]) * fraction);
    }
    edges.push_back(std::numeric_limits<double>::infinity());
    edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
    return edges;
}

struct Center {
    double average = nan;
    double deviation = nan;
};

// Mean and standard deviation (n - 1). A single gene gets mean 0 and its own dispersion as deviation, so that its score is 1.
Center meanAndDeviation(const std::vector<double> &values)
{
    if (values.empty()) return {};
    double sum = 0.0;
    for (const double value : values) sum += value;
    const double mean = sum / static_cast<double>(values.size());
    if (values.size() == 1) return {0.0, mean};
    double squares = 0.0;
    for (const double value : values) squares += (value - mean) * (value - mean);
    return {mean, std::sqrt(squares / static_cast<double>(values.size() - 1))};
}

// Median and median absolute deviation, scaled to a normal's standard deviation as statsmodels does.
Center medianAndMad(std::vector<double> values)
{
    constexpr double normalQuartile = 0.6744897501960817;  // scipy.stats.norm.ppf(0.75)
    const double middle = median(values);
    for (auto &value : values) value = std::abs(value - middle);
    return {middle, median(std::move(values)) / normalQuartile};
}

std::vector<double> scoreWithinBins(const DispersionRanking &ranking, bool seurat)
{
    const auto edges = seurat ? equalEdges(ranking.means, 20) : percentileEdges(ranking.means);
    const auto binOf = [&](double mean) {
        const auto bin = std::lower_bound(edges.begin(), edges.end(), mean) - edges.begin();
        return std::min(static_cast<std::size_t>(bin), edges.size() - 1);
    };
    std::vector<std::vector<double>> members(edges.size());
    for (std::size_t gene = 0; gene < ranking.means.size(); ++gene)
        if (!std::isnan(ranking.dispersions[gene])) members[binOf(ranking.means[gene])].push_back(ranking.dispersions[gene]);
    std::vector<Center> centers;
    for (auto &values : members) centers.push_back(seurat ? meanAndDeviation(values) : medianAndMad(std::move(values)));

    std::vector<double> scores(ranking.means.size());
    for (std::size_t gene = 0; gene < scores.size(); ++gene) {
        const Center &center = centers[binOf(ranking.means[gene])];
        scores[gene] = (ranking.dispersions[gene] - center.average) / center.deviation;
    }
    return scores;
}

}  // namespace

DispersionRanking rankByDispersion(const GeneMoments &moments, bool seurat, int nTopGenes)
{
    const std::size_t genes = moments.mean.size();
    DispersionRanking ranking{std::vector<double>(genes), std::vector<double>(genes), {}, std::vector<bool>(genes)};
    for (std::size_t gene = 0; gene < genes; ++gene) {
        const double mean = moments.mean[gene] == 0.0 ? 1e-12 : moments.mean[gene];  // scanpy's guard against 0/0
        double dispersion = moments.variance[gene] / mean;
        if (seurat) dispersion = dispersion == 0.0 ? nan : std::log(dispersion);
        ranking.means[gene] = seurat ? std::log1p(mean) : mean;
        ranking.dispersions[gene] = dispersion;
    }
    if (genes == 0) return ranking;
    ranking.dispersionsNorm = scoreWithinBins(ranking, seurat);

    std::vector<double> scores;
    for (const double score : ranking.dispersionsNorm)
        if (!std::isnan(score)) scores.push_back(score);
    if (scores.empty()) return ranking;
    const auto last = std::min(scores.size(), static_cast<std::size_t>(std::max(nTopGenes, 1))) - 1;
    std::nth_element(scores.begin(), scores.begin() + static_cast<std::ptrdiff_t>(last), scores.end(), std::greater<>());
    const double cutoff = scores[last];
    for (std::size_t gene = 0; gene < genes; ++gene) ranking.highlyVariable[gene] = ranking.dispersionsNorm[gene] >= cutoff;
    return ranking;
}

}  // namespace lexicell::preprocess
