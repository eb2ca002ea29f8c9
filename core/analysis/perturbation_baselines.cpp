#include "core/analysis/perturbation_baselines.h"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>
#include <limits>

namespace lexicell::analysis {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using RowMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Eigen::Map<const VectorXd> asVector(const Profile &profile)
{
    return Eigen::Map<const VectorXd>(profile.data(), static_cast<Index>(profile.size()));
}

bool measuredGenes(const PerturbedColumns &genes) { return !genes.empty() && genes.front() >= 0; }

// The first components of the columns, each centered: [genes x components].
MatrixXd geneComponents(const MeasuredProfiles &measured, Index components)
{
    MatrixXd profiles(static_cast<Index>(measured.control.size()), static_cast<Index>(measured.conditions()) + 1);
    for (std::size_t i = 0; i < measured.conditions(); ++i) profiles.col(static_cast<Index>(i)) = asVector(measured.profiles[i]);
    profiles.col(profiles.cols() - 1) = asVector(measured.control);
    profiles.rowwise() -= profiles.colwise().mean().eval();
    const Eigen::BDCSVD<MatrixXd, Eigen::ComputeThinU | Eigen::ComputeThinV> svd(profiles);
    return svd.matrixU().leftCols(components) * svd.singularValues().head(components).asDiagonal();
}

MatrixXd ridgeInverse(const MatrixXd &product, double ridge)
{
    const MatrixXd sum = product + ridge * MatrixXd::Identity(product.rows(), product.cols());
    return sum.ldlt().solve(MatrixXd::Identity(product.rows(), product.cols()));
}

Profile asProfile(const VectorXd &values) { return {values.data(), values.data() + values.size()}; }

}  // namespace

Profile trainingMean(const MeasuredProfiles &measured)
{
    if (measured.profiles.empty()) return measured.control;
    Profile mean(measured.control.size(), 0.0);
    for (const Profile &profile : measured.profiles)
        for (std::size_t gene = 0; gene < mean.size(); ++gene) mean[gene] += profile[gene];
    for (double &value : mean) value /= static_cast<double>(measured.conditions());
    return mean;
}

Profile additive(const Profile &a, const Profile &b, const Profile &control)
{
    Profile sum(control.size());
    for (std::size_t gene = 0; gene < sum.size(); ++gene) sum[gene] = a[gene] + b[gene] - control[gene];
    return sum;
}

Profile matchingMean(const Profile &a, const Profile &b)
{
    Profile mean(a.size());
    for (std::size_t gene = 0; gene < mean.size(); ++gene) mean[gene] = 0.5 * (a[gene] + b[gene]);
    return mean;
}

std::optional<LinearPerturbations> LinearPerturbations::fit(const MeasuredProfiles &measured, const Settings &settings)
{
    std::vector<std::size_t> used;
    for (std::size_t i = 0; i < measured.conditions(); ++i)
        if (measuredGenes(measured.genes[i])) used.push_back(i);
    const auto genes = static_cast<Index>(measured.control.size());
    const Index components =
        std::min({static_cast<Index>(settings.components), static_cast<Index>(measured.conditions()), genes});
    if (used.size() < 2 || components < 1) return std::nullopt;

    LinearPerturbations model;
    const MatrixXd scores = geneComponents(measured, components);
    model.m_components = components;
    model.m_control = measured.control;
    model.m_scores.resize(static_cast<std::size_t>(genes * components));
    Eigen::Map<RowMatrix>(model.m_scores.data(), genes, components) = scores;

    const Index columns = static_cast<Index>(used.size()) + 1;  // the last one is the control: no effect, no gene
    MatrixXd effects = MatrixXd::Zero(genes, columns);
    MatrixXd perturbed = MatrixXd::Zero(columns, components);
    for (std::size_t i = 0; i < used.size(); ++i) {
        const auto at = static_cast<Index>(i);
        effects.col(at) = asVector(measured.profiles[used[i]]) - asVector(measured.control);
        for (const std::int64_t gene : measured.genes[used[i]]) perturbed.row(at) += scores.row(gene);
    }
    const VectorXd intercept = effects.rowwise().mean();
    effects.colwise() -= intercept;
    const MatrixXd weights = ridgeInverse(scores.transpose() * scores, settings.ridge) * (scores.transpose() * effects) *
                             perturbed * ridgeInverse(perturbed.transpose() * perturbed, settings.ridge);
    model.m_weights.resize(static_cast<std::size_t>(components * components));
    Eigen::Map<RowMatrix>(model.m_weights.data(), components, components) = weights;
    model.m_intercept = asProfile(intercept);
    model.m_known.reserve(measured.conditions());
    for (const PerturbedColumns &condition : measured.genes) model.m_known.push_back(model.embedding(condition));
    return model;
}

std::optional<std::vector<double>> LinearPerturbations::embedding(const PerturbedColumns &genes) const
{
    if (!measuredGenes(genes)) return std::nullopt;
    const auto width = static_cast<std::size_t>(m_components);
    std::vector<double> sum(width, 0.0);
    for (const std::int64_t gene : genes)
        for (std::size_t i = 0; i < width; ++i) sum[i] += m_scores[static_cast<std::size_t>(gene) * width + i];
    return sum;
}

std::optional<Profile> LinearPerturbations::predict(const PerturbedColumns &genes) const
{
    const auto own = embedding(genes);
    if (!own) return std::nullopt;
    const auto count = static_cast<Index>(m_control.size());
    const Eigen::Map<const RowMatrix> scores(m_scores.data(), count, m_components);
    const Eigen::Map<const RowMatrix> weights(m_weights.data(), m_components, m_components);
    const VectorXd effect = scores * (weights * asVector(*own)).eval();
    return asProfile(asVector(m_control) + effect + asVector(m_intercept));
}

std::optional<std::size_t> LinearPerturbations::nearest(const PerturbedColumns &genes) const
{
    const auto own = embedding(genes);
    if (!own) return std::nullopt;
    std::optional<std::size_t> best;
    double closest = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < m_known.size(); ++i) {
        if (!m_known[i]) continue;
        const double distance = (asVector(*m_known[i]) - asVector(*own)).squaredNorm();
        if (distance >= closest) continue;
        closest = distance;
        best = i;
    }
    return best;
}

double pearson(std::span<const double> a, std::span<const double> b)
{
    const auto n = static_cast<double>(a.size());
    double meanA = 0.0, meanB = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        meanA += a[i] / n;
        meanB += b[i] / n;
    }
    double aa = 0.0, bb = 0.0, ab = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        aa += (a[i] - meanA) * (a[i] - meanA);
        bb += (b[i] - meanB) * (b[i] - meanB);
        ab += (a[i] - meanA) * (b[i] - meanB);
    }
    if (!(aa > 0.0) || !(bb > 0.0)) return std::numeric_limits<double>::quiet_NaN();
    return ab / std::sqrt(aa * bb);
}

double rootMeanSquaredError(std::span<const double> a, std::span<const double> b)
{
    double sum = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
    return a.empty() ? 0.0 : std::sqrt(sum / static_cast<double>(a.size()));
}

double pearsonOfEffect(const Profile &predicted, const Profile &truth, const Profile &reference)
{
    Profile a(reference.size()), b(reference.size());
    for (std::size_t gene = 0; gene < reference.size(); ++gene) {
        a[gene] = predicted[gene] - reference[gene];
        b[gene] = truth[gene] - reference[gene];
    }
    return pearson(a, b);
}

}  // namespace lexicell::analysis
