#include "models/nn/losses.h"

#include <limits>

namespace lexicell::models::nn {

namespace {

at::Tensor unitRows(const at::Tensor &x) { return x / x.norm(2, -1, true).clamp_min(1e-12); }

}  // namespace

at::Tensor maskedSquaredError(const at::Tensor &prediction, const at::Tensor &target, const at::Tensor &mask)
{
    const at::Tensor weight = mask.to(prediction.scalar_type());
    return (weight * (prediction - target).square()).sum() / weight.sum().clamp_min(1.0);
}

at::Tensor maskedNonZeroLikelihood(const at::Tensor &probability, const at::Tensor &target, const at::Tensor &mask)
{
    constexpr double margin = std::numeric_limits<float>::epsilon();
    const at::Tensor q = probability.clamp(margin, 1.0 - margin);
    const at::Tensor nonZero = (target > 0).to(q.scalar_type());
    const at::Tensor weight = mask.to(q.scalar_type());
    return -(weight * (nonZero * q.log() + (1.0 - nonZero) * (-q).log1p())).sum() / weight.sum().clamp_min(1.0);
}

at::Tensor elasticCellSimilarity(const at::Tensor &cellVectors, double threshold)
{
    const at::Tensor unit = unitRows(cellVectors);
    const at::Tensor others = 1.0 - at::eye(unit.size(0), unit.options());
    const at::Tensor similarity = at::relu(at::matmul(unit, unit.t()) * others);
    return (1.0 - (similarity - threshold).square()).mean();
}

at::Tensor contrastiveCells(const at::Tensor &first, const at::Tensor &second)
{
    const at::Tensor similarity = at::matmul(unitRows(first), unitRows(second).t()) / contrastTemperature;
    const at::Tensor same = at::arange(first.size(0), at::TensorOptions(at::kLong).device(first.device()));
    return at::cross_entropy_loss(similarity, same);
}

at::Tensor classLoss(const at::Tensor &logits, const at::Tensor &labels, const at::Tensor &weights, double smoothing)
{
    constexpr std::int64_t nothingIgnored = -100;  // PyTorch's default: no label
    return at::cross_entropy_loss(logits, labels, weights.defined() ? std::optional<at::Tensor>(weights) : std::nullopt,
                                  at::Reduction::Mean, nothingIgnored, smoothing);
}

}  // namespace lexicell::models::nn
