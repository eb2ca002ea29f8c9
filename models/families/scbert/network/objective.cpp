#include "models/families/scbert/network/objective.h"

#include <cassert>

namespace lexicell::models::scbert {

HiddenTokens hiddenTokenLoss(const Network &network, const at::Tensor &input, const at::Tensor &labels, KeyMaximum keyMaximum)
{
    assert(network.languageModel);
    const std::int64_t mask = network.geometry.maskToken();
    const at::Tensor logits = nn::linear(*network.languageModel, encode(network, input, keyMaximum));
    const at::Tensor loss = at::cross_entropy_loss(logits.flatten(0, 1), labels.flatten(), {}, at::Reduction::Mean, mask);

    const at::Tensor guess = logits.detach().slice(-1, 1, mask).argmax(-1) + 1;
    const at::Tensor asked = labels != mask;
    const at::Tensor right = (guess == labels).logical_and(asked).sum(-1).to(at::kDouble) / asked.sum(-1);
    return {loss, right.mean().item<double>()};
}

at::Tensor classLogits(const Network &network, const at::Tensor &tokens, KeyMaximum keyMaximum)
{
    assert(network.classifier);
    return classify(*network.classifier, encode(network, tokens, keyMaximum)).logits;
}

}  // namespace lexicell::models::scbert
