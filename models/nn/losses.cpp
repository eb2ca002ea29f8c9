#include "models/nn/losses.h"

namespace lexicell::models::nn {

at::Tensor maskedSquaredError(const at::Tensor &prediction, const at::Tensor &target, const at::Tensor &mask)
{
    const at::Tensor weight = mask.to(prediction.scalar_type());
    return (weight * (prediction - target).square()).sum() / weight.sum().clamp_min(1.0);
}

at::Tensor elasticCellSimilarity(const at::Tensor &cellVectors, double threshold)
{
    const at::Tensor unit = cellVectors / cellVectors.norm(2, -1, true).clamp_min(1e-12);
    const at::Tensor others = 1.0 - at::eye(unit.size(0), unit.options());
    const at::Tensor similarity = at::relu(at::matmul(unit, unit.t()) * others);
    return (1.0 - (similarity - threshold).square()).mean();
}

}  // namespace lexicell::models::nn
