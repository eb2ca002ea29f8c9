#include "models/tasks/masked_expression/expression_errors.h"

#include "core/analysis/quantile.h"
#include "core/base/random.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

namespace lexicell::models::tasks {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

// Sums over values, from which error and correlation follow.
struct Sums {
    double count = 0.0, truth = 0.0, truthSquares = 0.0, predicted = 0.0, predictedSquares = 0.0, products = 0.0, errors = 0.0;

    void add(double t, double p)
    {
        count += 1.0;
        truth += t;
        truthSquares += t * t;
        predicted += p;
        predictedSquares += p * p;
        products += t * p;
        errors += (p - t) * (p - t);
    }
    void add(const Sums &other)
    {
        count += other.count;
        truth += other.truth;
        truthSquares += other.truthSquares;
        predicted += other.predicted;
        predictedSquares += other.predictedSquares;
        products += other.products;
        errors += other.errors;
    }
    double mse() const { return count > 0.0 ? errors / count : unknown; }
    // NaN where one side does not vary: what remains of its variance is rounding.
    double pearson() const
    {
        const double ofTruth = truthSquares - truth * truth / count;
        const double ofPredicted = predictedSquares - predicted * predicted / count;
        constexpr double rounding = 1e-12;
        if (!(ofTruth > rounding * truthSquares) || !(ofPredicted > rounding * predictedSquares)) return unknown;
        return (products - truth * predicted / count) / std::sqrt(ofTruth * ofPredicted);
    }
};

using SumsByMethod = std::vector<Sums>;

void addValue(SumsByMethod &sums, const ComparedValues &values, std::size_t i)
{
    sums.resize(values.methods.size());
    for (std::size_t method = 0; method < sums.size(); ++method)
        sums[method].add(static_cast<double>(values.truth[i]), static_cast<double>(values.methods[method].values[i]));
}

PartErrors partErrors(std::int64_t part, const SumsByMethod &sums)
{
    PartErrors errors;
    errors.part = part;
    errors.values = static_cast<std::int64_t>(sums.front().count);
    errors.meanValue = sums.front().truth / sums.front().count;
    for (const Sums &one : sums) errors.rmse.push_back(std::sqrt(one.mse()));
    errors.pearson = sums.front().pearson();
    return errors;
}

std::vector<std::size_t> ascending(const std::vector<float> &values)
{
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    return order;
}

}  // namespace

std::vector<ExpressionError> expressionErrors(const ComparedValues &values, int rounds, std::uint64_t seed)
{
    const std::size_t methods = values.methods.size();
    std::vector<SumsByMethod> byCell(static_cast<std::size_t>(values.cells), SumsByMethod(methods));
    for (std::size_t i = 0; i < values.size(); ++i) addValue(byCell[static_cast<std::size_t>(values.cell[i])], values, i);
    // RMSE, correlation and distance to the model of each method.
    const auto scores = [&](const std::vector<std::size_t> &cells) {
        SumsByMethod sums(methods);
        for (const std::size_t cell : cells)
            for (std::size_t method = 0; method < methods; ++method) sums[method].add(byCell[cell][method]);
        std::vector<double> all;
        for (const Sums &one : sums) {
            all.push_back(std::sqrt(one.mse()));
            all.push_back(one.pearson());
            all.push_back(one.mse() - sums.front().mse());
        }
        return all;
    };
    std::vector<std::size_t> every(byCell.size());
    std::iota(every.begin(), every.end(), std::size_t{0});
    const std::vector<double> found = scores(every);
    const std::vector<analysis::Interval> intervals = analysis::bootstrap(byCell.size(), rounds, seed, scores);
    std::vector<ExpressionError> errors;
    for (std::size_t method = 0; method < methods; ++method) {
        const std::size_t at = 3 * method;
        ExpressionError error;
        error.method = values.methods[method].method;
        error.baseline = values.methods[method].baseline;
        error.rmse = found[at];
        error.mse = error.rmse * error.rmse;
        error.pearson = found[at + 1];
        error.behindModel = found[at + 2];
        if (!intervals.empty()) {
            error.rmseInterval = intervals[at];
            error.pearsonInterval = intervals[at + 1];
            error.behindModelInterval = intervals[at + 2];
        }
        errors.push_back(std::move(error));
    }
    return errors;
}

ErrorNull errorNull(const ComparedValues &values, int rounds, std::uint64_t seed)
{
    ErrorNull null;
    if (values.size() == 0 || rounds < 1) return null;
    std::map<std::int32_t, std::vector<std::size_t>> ofGene;
    for (std::size_t i = 0; i < values.size(); ++i) ofGene[values.gene[i]].push_back(i);
    const std::vector<float> &predicted = values.methods.front().values;
    const auto rmse = [&](const std::vector<float> &given) {
        double sum = 0.0;
        for (std::size_t i = 0; i < given.size(); ++i)
            sum += std::pow(static_cast<double>(given[i]) - static_cast<double>(values.truth[i]), 2);
        return std::sqrt(sum / static_cast<double>(given.size()));
    };
    const double own = rmse(predicted);
    std::vector<double> drawn;
    double hits = 0.0;
    for (int round = 0; round < rounds; ++round) {
        std::vector<float> exchanged = predicted;
        for (const auto &[gene, places] : ofGene) {
            Random random(seed, Random::streamOf("exchanged predictions") + static_cast<std::uint64_t>(round) * 0x100000001ull +
                                    static_cast<std::uint64_t>(gene));
            for (std::size_t i = places.size(); i > 1; --i)
                std::swap(exchanged[places[i - 1]], exchanged[places[random.below(i)]]);
        }
        drawn.push_back(rmse(exchanged));
        // A sum in another order differs by rounding, which is no better fit.
        hits += drawn.back() <= own * (1.0 + 1e-12) ? 1.0 : 0.0;
    }
    null.rounds = rounds;
    null.low = analysis::quantile(drawn, 0.025);
    null.high = analysis::quantile(drawn, 0.975);
    null.mean = std::accumulate(drawn.begin(), drawn.end(), 0.0) / static_cast<double>(rounds);
    null.pValue = (1.0 + hits) / (1.0 + static_cast<double>(rounds));
    return null;
}

std::vector<PartErrors> errorsByPart(const ComparedValues &values, const std::vector<std::int32_t> &partOf)
{
    std::map<std::int32_t, SumsByMethod> sums;
    for (std::size_t i = 0; i < values.size(); ++i)
        if (partOf[i] >= 0) addValue(sums[partOf[i]], values, i);
    std::vector<PartErrors> errors;
    errors.reserve(sums.size());
    for (const auto &[part, own] : sums) errors.push_back(partErrors(part, own));
    return errors;
}

std::vector<PartErrors> errorsByValue(const ComparedValues &values, std::int64_t parts)
{
    std::vector<PartErrors> errors;
    const std::vector<std::size_t> order = ascending(values.truth);
    const auto share = std::max<std::size_t>(1, order.size() / static_cast<std::size_t>(std::max<std::int64_t>(1, parts)));
    for (std::size_t begin = 0; begin < order.size();) {
        std::size_t end = std::min(begin + share, order.size());
        while (end < order.size() && values.truth[order[end]] == values.truth[order[end - 1]]) ++end;
        SumsByMethod sums;
        for (std::size_t i = begin; i < end; ++i) addValue(sums, values, order[i]);
        errors.push_back(partErrors(static_cast<std::int64_t>(errors.size()), sums));
        begin = end;
    }
    return errors;
}

}  // namespace lexicell::models::tasks
