#include "models/tasks/knock_out/null_genes.h"

#include "models/tasks/knock_out/rank_statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lexicell::models::tasks {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr std::int64_t poolGoal = 200;      // tested genes share about so many null genes
constexpr std::int64_t fewestPerGene = 10;  // … but each brings at least so many

}  // namespace

double GeneExpression::detection(std::int64_t gene) const
{
    return static_cast<double>(cells[static_cast<std::size_t>(gene)]) / static_cast<double>(queryCells);
}

double GeneExpression::meanWhereDetected(std::int64_t gene) const
{
    const auto at = static_cast<std::size_t>(gene);
    return sum[at] / static_cast<double>(cells[at]);
}

double GeneExpression::mean(std::int64_t gene) const
{
    return sum[static_cast<std::size_t>(gene)] / static_cast<double>(queryCells);
}

std::int64_t NullFeatures::placeOf(std::int64_t gene) const
{
    const auto place = std::lower_bound(genes.begin(), genes.end(), gene);
    return place != genes.end() && *place == gene ? place - genes.begin() : -1;
}

NullFeatures nullFeatures(const GeneExpression &expression, const std::vector<bool> &known, std::int64_t minCells)
{
    NullFeatures features;
    std::vector<double> detection, mean;
    for (std::size_t gene = 0; gene < known.size(); ++gene) {
        if (!known[gene] || expression.cells[gene] < std::max<std::int64_t>(minCells, 1)) continue;
        const auto column = static_cast<std::int64_t>(gene);
        features.genes.push_back(column);
        detection.push_back(expression.detection(column));
        mean.push_back(expression.meanWhereDetected(column));
    }
    features.rankDetection = midRanks(detection);
    features.rankMean = midRanks(mean);
    return features;
}

std::vector<std::int64_t> nearestGenes(const NullFeatures &features, std::int64_t place,
                                       const std::vector<std::int64_t> &candidates, std::size_t count)
{
    const auto own = static_cast<std::size_t>(place);
    const auto distance = [&](std::int64_t other) {
        const double p = features.rankDetection[static_cast<std::size_t>(other)] - features.rankDetection[own];
        const double m = features.rankMean[static_cast<std::size_t>(other)] - features.rankMean[own];
        return p * p + m * m;
    };
    std::vector<std::pair<double, std::int64_t>> order;
    for (const std::int64_t other : candidates)
        if (other != place) order.emplace_back(distance(other), other);
    count = std::min(count, order.size());
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end());
    std::vector<std::int64_t> nearest;
    for (std::size_t i = 0; i < count; ++i) nearest.push_back(order[i].second);
    return nearest;
}

std::vector<std::int64_t> poolOf(const NullFeatures &features, const std::vector<std::int64_t> &tested, bool shortlisted)
{
    std::vector<bool> isTested(features.genes.size(), false);
    std::vector<std::int64_t> places;
    for (const std::int64_t gene : tested)
        if (const std::int64_t place = features.placeOf(gene); place >= 0) {
            places.push_back(place);
            isTested[static_cast<std::size_t>(place)] = true;
        }
    std::sort(places.begin(), places.end());
    const auto count = static_cast<std::int64_t>(tested.size());
    if (count >= testedForOwnPool && !shortlisted) return places;
    std::vector<std::int64_t> others;
    for (std::size_t i = 0; i < features.genes.size(); ++i)
        if (!isTested[i]) others.push_back(static_cast<std::int64_t>(i));
    const std::int64_t each = count == 0 ? 0 : std::max(fewestPerGene, (poolGoal + count - 1) / count);
    std::vector<std::int64_t> pool;
    for (const std::int64_t place : places) {
        const auto nearest = nearestGenes(features, place, others, static_cast<std::size_t>(each));
        pool.insert(pool.end(), nearest.begin(), nearest.end());
    }
    std::sort(pool.begin(), pool.end());
    pool.erase(std::unique(pool.begin(), pool.end()), pool.end());
    return pool;
}

std::vector<std::int64_t> nullGenesOf(const NullFeatures &features, std::int64_t place, const std::vector<std::int64_t> &pool)
{
    return nearestGenes(features, place, pool, mostNullGenes);
}

NullTest nullTest(double effect, const std::vector<double> &nullEffects, Tails tails)
{
    NullTest test{0, unknown, unknown, unknown, unknown};
    double sum = 0.0;
    std::int64_t atLeast = 0, atMost = 0;
    for (const double value : nullEffects) {
        if (std::isnan(value)) continue;
        ++test.genes;
        sum += value;
        atLeast += value >= effect ? 1 : 0;
        atMost += value <= effect ? 1 : 0;
    }
    const auto n = static_cast<double>(test.genes);
    if (test.genes == 0 || std::isnan(effect)) return test;
    test.mean = sum / n;
    if (test.genes > 1) {
        double squares = 0.0;
        for (const double value : nullEffects)
            if (!std::isnan(value)) squares += (value - test.mean) * (value - test.mean);
        test.deviation = std::sqrt(squares / (n - 1.0));
    }
    if (std::isfinite(test.deviation) && test.deviation > 0.0) test.z = (effect - test.mean) / test.deviation;
    if (test.genes < fewestNullGenes) return test;
    const auto tail = [n](std::int64_t count) { return (1.0 + static_cast<double>(count)) / (1.0 + n); };
    test.p = tails == Tails::Upper ? tail(atLeast) : std::min(1.0, 2.0 * tail(std::min(atLeast, atMost)));
    return test;
}

}  // namespace lexicell::models::tasks
