#include "core/analysis/perturbation/profile_scores.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace lexicell::analysis {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr double notZero = 1e-6;

double pearson(const std::vector<double> &a, const std::vector<double> &b)
{
    const auto n = static_cast<double>(a.size());
    const double meanA = std::accumulate(a.begin(), a.end(), 0.0) / n, meanB = std::accumulate(b.begin(), b.end(), 0.0) / n;
    double ab = 0.0, aa = 0.0, bb = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        ab += (a[i] - meanA) * (b[i] - meanB);
        aa += (a[i] - meanA) * (a[i] - meanA);
        bb += (b[i] - meanB) * (b[i] - meanB);
    }
    return aa > 0.0 && bb > 0.0 ? std::clamp(ab / std::sqrt(aa * bb), -1.0, 1.0) : unknown;
}

double squaredDistance(std::span<const double> a, std::span<const double> b)
{
    double sum = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
    return sum;
}

}  // namespace

std::span<const double> rowOf(const SampleMatrix &profiles, std::size_t row)
{
    const auto width = static_cast<std::size_t>(profiles.genes);
    return {profiles.values.data() + row * width, width};
}

std::vector<double> meanOfRows(const SampleMatrix &profiles, const std::vector<std::size_t> &rows)
{
    std::vector<double> mean(static_cast<std::size_t>(profiles.genes), rows.empty() ? unknown : 0.0);
    for (const std::size_t row : rows) {
        const auto values = rowOf(profiles, row);
        for (std::size_t gene = 0; gene < mean.size(); ++gene) mean[gene] += values[gene];
    }
    for (double &value : mean) value /= static_cast<double>(rows.size());
    return mean;
}

double pearsonDelta(std::span<const double> predicted, std::span<const double> truth, std::span<const double> reference,
                    const std::vector<std::int64_t> &genes)
{
    std::vector<double> a, b;
    const std::size_t count = genes.empty() ? truth.size() : genes.size();
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t gene = genes.empty() ? i : static_cast<std::size_t>(genes[i]);
        a.push_back(predicted[gene] - reference[gene]);
        b.push_back(truth[gene] - reference[gene]);
    }
    return pearson(a, b);
}

std::vector<std::int64_t> mostChanged(std::span<const double> profile, std::span<const double> control, std::size_t count)
{
    std::vector<std::int64_t> genes(profile.size());
    std::iota(genes.begin(), genes.end(), std::int64_t{0});
    const auto change = [&](std::int64_t gene) {
        return std::abs(profile[static_cast<std::size_t>(gene)] - control[static_cast<std::size_t>(gene)]);
    };
    std::stable_sort(genes.begin(), genes.end(), [&](std::int64_t a, std::int64_t b) { return change(a) > change(b); });
    genes.resize(std::min(count, genes.size()));
    return genes;
}

std::vector<double> centroidAccuracy(const SampleMatrix &predicted, const SampleMatrix &truth)
{
    const auto n = static_cast<std::size_t>(truth.samples);
    std::vector<double> accuracy(n, unknown);
    for (std::size_t p = 0; p < n && n > 1; ++p) {
        const double right = std::sqrt(squaredDistance(rowOf(predicted, p), rowOf(truth, p)));
        double farther = 0.0;
        for (std::size_t q = 0; q < n; ++q)
            if (q != p && std::sqrt(squaredDistance(rowOf(predicted, p), rowOf(truth, q))) > right) farther += 1.0;
        accuracy[p] = farther / static_cast<double>(n - 1);
    }
    return accuracy;
}

std::vector<double> changeWeights(std::span<const double> t)
{
    std::vector<double> weights;
    double low = std::numeric_limits<double>::infinity(), high = 0.0;
    for (const double value : t) {
        low = std::min(low, std::abs(value));
        high = std::max(high, std::abs(value));
    }
    for (const double value : t) {
        const double place = high > low ? (std::abs(value) - low) / (high - low) : 1.0;
        weights.push_back(place * place);
    }
    return weights;
}

double meanSquaredError(std::span<const double> predicted, std::span<const double> truth)
{
    return squaredDistance(predicted, truth) / static_cast<double>(truth.size());
}

double weightedError(std::span<const double> predicted, std::span<const double> truth, std::span<const double> weights)
{
    double sum = 0.0, weight = 0.0;
    for (std::size_t gene = 0; gene < truth.size(); ++gene) {
        sum += weights[gene] * (predicted[gene] - truth[gene]) * (predicted[gene] - truth[gene]);
        weight += weights[gene];
    }
    return weight > 0.0 ? sum / weight : unknown;
}

double weightedR2(std::span<const double> predicted, std::span<const double> truth, std::span<const double> reference,
                  std::span<const double> weights)
{
    double sum = 0.0, weight = 0.0;
    for (std::size_t gene = 0; gene < truth.size(); ++gene) {
        sum += weights[gene] * (truth[gene] - reference[gene]);
        weight += weights[gene];
    }
    const double mean = sum / weight;
    double error = 0.0, spread = 0.0;
    for (std::size_t gene = 0; gene < truth.size(); ++gene) {
        const double effect = truth[gene] - reference[gene], off = effect - (predicted[gene] - reference[gene]);
        error += weights[gene] * off * off;
        spread += weights[gene] * (effect - mean) * (effect - mean);
    }
    return spread > 0.0 ? 1.0 - error / spread : unknown;
}

std::vector<double> interpolatedDuplicate(std::span<const double> secondHalf, std::span<const double> reference,
                                          std::span<const double> adjustedP)
{
    std::vector<double> profile;
    for (std::size_t gene = 0; gene < secondHalf.size(); ++gene) {
        const double sure = 1.0 - adjustedP[gene];
        profile.push_back(sure * secondHalf[gene] + (1.0 - sure) * reference[gene]);
    }
    return profile;
}

double dynamicRange(double positive, double negative, bool error)
{
    const double fraction =
        error ? (negative - positive) / (negative + notZero) : (positive - negative) / (1.0 - negative + notZero);
    return std::isnan(fraction) ? fraction : std::clamp(fraction, -1.0, 1.0);
}

}  // namespace lexicell::analysis
