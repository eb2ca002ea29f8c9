#include "models/tasks/knock_out/gene_effect.h"

#include <cmath>
#include <limits>
#include <map>
#include <numbers>
#include <utility>

namespace lexicell::models::tasks {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr double normalQuantile = 1.959963984540054;  // 97.5 %
constexpr double roundingShare = 1e-4;                // of the intact vector's length

double product(const std::vector<double> &a, const std::vector<double> &b)
{
    double sum = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
    return sum;
}

double meanOf(const std::vector<double> &values)
{
    double sum = 0.0;
    for (const double value : values) sum += value;
    return values.empty() ? unknown : sum / static_cast<double>(values.size());
}

double standardError(const std::vector<double> &values, double mean)
{
    if (values.size() < 2) return unknown;
    double squares = 0.0;
    for (const double value : values) squares += (value - mean) * (value - mean);
    const auto n = static_cast<double>(values.size());
    return std::sqrt(squares / (n - 1.0)) / std::sqrt(n);
}

// P(T > t) of Student's t, by the finite sums of Abramowitz and Stegun 26.7.3 and 26.7.4, with x = cos² θ = ν / (ν + t²).
double upperTail(double t, std::int64_t degrees)
{
    const auto nu = static_cast<double>(degrees);
    const double theta = std::atan(t / std::sqrt(nu));
    const double x = nu / (nu + t * t);
    double sum = 0.0, term = 1.0;
    if (degrees % 2 == 1) {
        double inside = theta;
        if (degrees > 1) {
            for (std::int64_t k = 1; k <= degrees - 2; k += 2) {
                sum += term;
                term *= x * static_cast<double>(k + 1) / static_cast<double>(k + 2);
            }
            inside += std::sin(theta) * std::cos(theta) * sum;
        }
        return 0.5 - inside / std::numbers::pi;
    }
    for (std::int64_t k = 0; k <= degrees - 2; k += 2) {
        sum += term;
        term *= x * static_cast<double>(k + 1) / static_cast<double>(k + 2);
    }
    return 0.5 - 0.5 * std::sin(theta) * sum;
}

std::map<std::int32_t, std::vector<std::size_t>> byReplicate(const std::vector<std::int32_t> &replicates)
{
    std::map<std::int32_t, std::vector<std::size_t>> members;
    for (std::size_t i = 0; i < replicates.size(); ++i)
        if (replicates[i] >= 0) members[replicates[i]].push_back(i);
    return members;
}

std::vector<double> meanRow(const std::vector<std::vector<double>> &rows, const std::vector<std::size_t> &which)
{
    std::vector<double> mean(rows.front().size(), 0.0);
    for (const std::size_t row : which)
        for (std::size_t i = 0; i < mean.size(); ++i) mean[i] += rows[row][i];
    for (double &value : mean) value /= static_cast<double>(which.size());
    return mean;
}

}  // namespace

Goal goalOf(const std::vector<double> &from, std::vector<double> toward)
{
    Goal goal{std::move(toward), {}};
    for (std::size_t i = 0; i < goal.toward.size(); ++i) goal.direction.push_back(goal.toward[i] - from[i]);
    return goal;
}

double cosine(const std::vector<double> &a, const std::vector<double> &b)
{
    const double lengths = std::sqrt(product(a, a)) * std::sqrt(product(b, b));
    return lengths > 0.0 ? product(a, b) / lengths : unknown;
}

CellShift cellShift(const std::vector<double> &intact, const std::vector<double> &changed, const Goal &goal)
{
    CellShift result{1.0 - cosine(changed, intact), unknown, unknown};
    if (!goal.given()) return result;
    result.toward = cosine(changed, goal.toward) - cosine(intact, goal.toward);
    std::vector<double> change = changed;
    for (std::size_t i = 0; i < change.size(); ++i) change[i] -= intact[i];
    const bool rounding = std::sqrt(product(change, change)) < roundingShare * std::sqrt(product(intact, intact));
    result.along = rounding ? 0.0 : cosine(change, goal.direction);
    return result;
}

double tQuantile(std::int64_t degrees)
{
    double low = 0.0, high = 13.0;  // of one degree: 12.71
    for (int i = 0; i < 200 && low < high; ++i) {
        const double middle = 0.5 * (low + high);
        if (middle == low || middle == high) break;
        (upperTail(middle, degrees) > 0.025 ? low : high) = middle;
    }
    return high;
}

Effect effectOf(const std::vector<double> &cells, const std::vector<std::int32_t> &replicates, std::int64_t minCells)
{
    Effect effect;
    std::vector<double> values = cells;
    double quantile = normalQuantile;
    if (!replicates.empty()) {
        values.clear();
        for (const auto &[code, members] : byReplicate(replicates)) {
            if (static_cast<std::int64_t>(members.size()) < minCells) continue;
            std::vector<double> own;
            for (const std::size_t i : members) own.push_back(cells[i]);
            values.push_back(meanOf(own));
        }
        effect.replicates = static_cast<std::int64_t>(values.size());
        if (effect.replicates > 1) quantile = tQuantile(effect.replicates - 1);
    }
    effect.value = meanOf(values);
    effect.standardError = standardError(values, effect.value);
    effect.low = effect.value - quantile * effect.standardError;
    effect.high = effect.value + quantile * effect.standardError;
    return effect;
}

std::vector<double> groupMean(const std::vector<std::vector<double>> &rows, const std::vector<std::int32_t> &replicates)
{
    if (rows.empty()) return {};
    std::vector<std::size_t> all(rows.size());
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
    if (replicates.empty()) return meanRow(rows, all);
    std::vector<std::vector<double>> means;
    for (const auto &[code, members] : byReplicate(replicates)) means.push_back(meanRow(rows, members));
    if (means.empty()) return {};
    all.resize(means.size());
    return meanRow(means, all);
}

}  // namespace lexicell::models::tasks
