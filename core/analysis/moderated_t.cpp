#include "core/analysis/moderated_t.h"

#include "core/analysis/p_values.h"
#include "core/analysis/quantile.h"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace lexicell::analysis {

namespace {

// limma's fitFDist: variances count as at least this share of their median.
constexpr double smallestShareOfMedian = 1e-5;

int replicates(const SampleDesign &design)
{
    return design.replicate.empty() ? 1 : *std::max_element(design.replicate.begin(), design.replicate.end()) + 1;
}

// Columns: one for each replicate (or one intercept), and last the condition.
Eigen::MatrixXd designMatrix(const SampleDesign &design)
{
    const int columns = replicates(design) + 1;
    Eigen::MatrixXd matrix = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(design.condition.size()), columns);
    for (std::size_t sample = 0; sample < design.condition.size(); ++sample) {
        const auto row = static_cast<Eigen::Index>(sample);
        matrix(row, design.replicate.empty() ? 0 : design.replicate[sample]) = 1.0;
        matrix(row, columns - 1) = design.condition[sample];
    }
    return matrix;
}

// Functions on `wanted` knots that span the natural cubic splines (Hastie, Tibshirani, Friedman 2009, 5.2.1), scaled to 0 … 1.
Eigen::MatrixXd naturalSplines(const std::vector<double> &x, Eigen::Index wanted)
{
    const auto [low, high] = std::minmax_element(x.begin(), x.end());
    std::vector<double> knots;
    for (Eigen::Index i = 0; i < wanted; ++i)
        knots.push_back((quantile(x, static_cast<double>(i) / static_cast<double>(wanted - 1)) - *low) / (*high - *low));
    knots.erase(std::unique(knots.begin(), knots.end()), knots.end());  // levels that many genes share
    const auto size = static_cast<Eigen::Index>(knots.size());
    const auto cube = [](double value) { return value > 0.0 ? value * value * value : 0.0; };
    Eigen::MatrixXd basis(static_cast<Eigen::Index>(x.size()), size);
    for (std::size_t i = 0; i < x.size(); ++i) {
        const auto row = static_cast<Eigen::Index>(i);
        const double at = (x[i] - *low) / (*high - *low);
        const auto part = [&](Eigen::Index knot) {
            const double begin = knots[static_cast<std::size_t>(knot)];
            return (cube(at - begin) - cube(at - knots.back())) / (knots.back() - begin);
        };
        basis(row, 0) = 1.0;
        if (size > 1) basis(row, 1) = at;
        for (Eigen::Index k = 0; k + 2 < size; ++k) basis(row, k + 2) = part(k) - part(size - 2);
    }
    return basis;
}

// fitFDist: more coefficients with more genes, never more than there are different levels.
Eigen::Index coefficientsOf(const std::vector<double> &level)
{
    std::vector<double> different = level;
    std::sort(different.begin(), different.end());
    const auto distinct = std::unique(different.begin(), different.end()) - different.begin();
    const Eigen::Index wanted = 1 + (level.size() >= 3) + (level.size() >= 6) + (level.size() >= 30);
    return std::min<Eigen::Index>(wanted, distinct);
}

struct Prior {
    std::vector<double> variance;
    double degrees = 0.0;
};

Prior priorOf(std::vector<double> variances, const std::vector<double> &level, double degrees)
{
    const double half = degrees / 2.0, median = quantile(variances, 0.5);
    const double least = smallestShareOfMedian * (median > 0.0 ? median : 1.0);
    const auto genes = static_cast<Eigen::Index>(variances.size());
    Eigen::VectorXd logs(genes);
    for (Eigen::Index gene = 0; gene < genes; ++gene)
        logs(gene) = std::log(std::max(variances[static_cast<std::size_t>(gene)], least)) - digamma(half) + std::log(half);
    Eigen::Index coefficients = coefficientsOf(level);
    Eigen::VectorXd trend = Eigen::VectorXd::Constant(genes, logs.mean());
    if (coefficients > 1) {
        const Eigen::MatrixXd basis = naturalSplines(level, coefficients);
        coefficients = basis.cols();
        trend = basis * basis.colPivHouseholderQr().solve(logs);
    }
    const auto left = static_cast<double>(genes - coefficients);
    const double spread = left > 0.0 ? (logs - trend).squaredNorm() / left - trigamma(half) : 0.0;
    Prior prior{std::vector<double>(variances.size()), std::numeric_limits<double>::infinity()};
    double shift = 0.0;
    if (spread > 0.0) {
        prior.degrees = 2.0 * trigammaInverse(spread);
        shift = digamma(prior.degrees / 2.0) - std::log(prior.degrees / 2.0);
    }
    for (Eigen::Index gene = 0; gene < genes; ++gene)
        prior.variance[static_cast<std::size_t>(gene)] = std::exp(trend(gene) + shift);
    return prior;
}

}  // namespace

int SampleDesign::residual() const { return static_cast<int>(condition.size()) - replicates(*this) - 1; }

ModeratedT moderatedT(const SampleMatrix &values, const SampleDesign &design)
{
    using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const Eigen::Map<const RowMajor> y(values.values.data(), values.samples, values.genes);
    const Eigen::MatrixXd x = designMatrix(design);
    const Eigen::MatrixXd inverse = (x.transpose() * x).inverse();
    const Eigen::MatrixXd coefficients = inverse * (x.transpose() * y);
    const Eigen::RowVectorXd squares = (y - x * coefficients).colwise().squaredNorm();
    const Eigen::RowVectorXd means = y.colwise().mean();
    const Eigen::Index last = x.cols() - 1;
    const double residual = design.residual();

    ModeratedT result;
    result.residualDegrees = residual;
    std::vector<double> variances, level;
    for (Eigen::Index gene = 0; gene < y.cols(); ++gene) {
        variances.push_back(squares(gene) / residual);
        level.push_back(means(gene));
        result.sigma.push_back(std::sqrt(variances.back()));
        result.logFoldChange.push_back(coefficients(last, gene));
    }
    Prior prior = priorOf(variances, level, residual);
    result.priorDegrees = prior.degrees;
    result.totalDegrees = std::min(prior.degrees + residual, residual * static_cast<double>(values.genes));
    for (std::size_t gene = 0; gene < variances.size(); ++gene) {
        const double shrunk = std::isinf(prior.degrees) ? prior.variance[gene]
                                                        : (prior.degrees * prior.variance[gene] + residual * variances[gene]) /
                                                              (prior.degrees + residual);
        result.t.push_back(result.logFoldChange[gene] / std::sqrt(inverse(last, last) * shrunk));
        result.pValue.push_back(studentTwoSided(result.t.back(), result.totalDegrees));
    }
    result.priorVariance = std::move(prior.variance);
    return result;
}

}  // namespace lexicell::analysis
