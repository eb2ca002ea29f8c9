// scBERT's training objectives: hidden expression tokens in pretraining, cell types in fine-tuning. Losses can be
// differentiated. Source: upstream's pretrain.py and finetune.py at commit 262fd4b.
#pragma once

#include "models/families/scbert/network/network.h"

namespace lexicell::models::scbert {

struct HiddenTokens {
    at::Tensor loss;        // mean cross-entropy over the hidden tokens of all cells
    double accuracy = 0.0;  // mean over cells of the share predicted right; only tokens that are neither 0 nor mask are predicted
};
// input, labels [cells x sequence] int64: labels hold the mask token where nothing is predicted. The network must have the
// language-model head; at least one token of every cell must be hidden.
HiddenTokens hiddenTokenLoss(const Network &network, const at::Tensor &input, const at::Tensor &labels, KeyMaximum keyMaximum);

// Class logits [cells x classes] for training: the plain formulas. The network must have the classifier; the loss is
// nn::classLoss().
at::Tensor classLogits(const Network &network, const at::Tensor &tokens, KeyMaximum keyMaximum);

}  // namespace lexicell::models::scbert
