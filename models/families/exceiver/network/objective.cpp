#include "models/families/exceiver/network/objective.h"

#include "models/nn/losses.h"

namespace lexicell::models::exceiver {

MaskedLosses maskedLosses(const Network &network, const MaskedBatch &batch, const nn::Pass &pass)
{
    MaskedLosses losses;
    losses.latents = process(network, encode(network, batch.input, pass), pass);
    losses.predicted = predictValues(network, decode(network, losses.latents, batch.targets, pass));
    losses.squaredError = batch.counted.defined() ? nn::maskedSquaredError(losses.predicted, batch.targetValues, batch.counted)
                                                  : at::mse_loss(losses.predicted, batch.targetValues);
    if (batch.labels.defined())
        losses.crossEntropy = at::cross_entropy_loss(classify(network, losses.latents, pass), batch.labels);
    return losses;
}

double explainedVariance(const at::Tensor &predicted, const at::Tensor &target)
{
    const at::Tensor truth = target.to(at::kDouble);
    const at::Tensor unexplained = (truth - predicted.to(at::kDouble)).var(0, false);
    const at::Tensor spread = truth.var(0, false);
    const at::Tensor flat = spread.eq(0.0);
    const at::Tensor score = 1.0 - unexplained / spread.masked_fill(flat, 1.0);
    return at::where(flat, unexplained.eq(0.0).to(at::kDouble), score).mean().item<double>();
}

}  // namespace lexicell::models::exceiver
