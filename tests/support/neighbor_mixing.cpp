#include "tests/support/neighbor_mixing.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <stdexcept>

namespace lexicell::test {

namespace {

constexpr int others = 89;
constexpr double perplexity = 30.0;

// Weights whose entropy is that of `perplexity` equal ones, summing to 1.
std::vector<double> gaussianWeights(const double *distances)
{
    std::vector<double> weights(others);
    double beta = 1.0, low = 0.0, high = std::numeric_limits<double>::infinity();
    for (int step = 0; step < 100; ++step) {
        double sum = 0.0, mean = 0.0;
        for (int i = 0; i < others; ++i) {
            const double apart = distances[i] - distances[0];
            const double weight = std::exp(-beta * apart);
            weights[static_cast<std::size_t>(i)] = weight;
            sum += weight;
            mean += weight * apart;
        }
        for (double &weight : weights) weight /= sum;
        const double excess = std::log(sum) + beta * mean / sum - std::log(perplexity);
        if (std::abs(excess) < 1e-9) break;
        (excess > 0.0 ? low : high) = beta;
        beta = std::isinf(high) ? 2.0 * beta : (low + high) / 2.0;
    }
    return weights;
}

}  // namespace

std::vector<double> localMixing(const data::MatrixView &cells, const std::vector<std::int32_t> &groups)
{
    JobContext context;
    const auto found = analysis::nearestNeighbors(cells, others + 1, analysis::NeighborMethod::Exact, context);
    if (!found.ok()) throw std::runtime_error(found.error().message);
    std::vector<double> mixing;
    for (std::size_t cell = 0; cell < groups.size(); ++cell) {
        const std::size_t at = cell * (others + 1) + 1;
        const auto weights = gaussianWeights(found->distances.data() + at);
        std::map<std::int32_t, double> shares;
        for (std::size_t i = 0; i < weights.size(); ++i)
            shares[groups[static_cast<std::size_t>(found->indices[at + i])]] += weights[i];
        double squares = 0.0;
        for (const auto &[group, share] : shares) squares += share * share;
        mixing.push_back(1.0 / squares);
    }
    return mixing;
}

double medianMixing(const data::MatrixView &cells, const std::vector<std::int32_t> &groups)
{
    auto mixing = localMixing(cells, groups);
    std::sort(mixing.begin(), mixing.end());
    return (mixing[(mixing.size() - 1) / 2] + mixing[mixing.size() / 2]) / 2.0;
}

}  // namespace lexicell::test
