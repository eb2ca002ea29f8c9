// Masked language modeling: a share of a cell's tokens loses gene and bin but keeps the rank, and the gene is predicted.
#pragma once

#include "models/families/scemb/network/network.h"

#include <cstdint>

namespace lexicell::models::scemb {

// How many of a cell's n tokens are hidden: max(1, ⌊fraction · n + 0.5⌋).
std::int64_t maskedCount(std::int64_t n, double fraction);

// One minibatch; genes and bins [cells x tokens] int64 as the tokenizer made them.
struct MaskedBatch {
    at::Tensor genes;
    at::Tensor bins;
    at::Tensor padding;  // [cells x tokens] bool; undefined: none
    at::Tensor hidden;   // [cells x tokens] bool, true: to be predicted
};

// All layers and the last norm, [cells x tokens x width]; mask as nn::attentionMask makes it.
at::Tensor encodeCells(const Network &network, const at::Tensor &genes, const at::Tensor &bins, const at::Tensor &mask,
                       const nn::Pass &pass);
// The layers [begin, end) alone.
at::Tensor throughLayers(const Network &network, const at::Tensor &input, const at::Tensor &mask, const nn::Pass &pass,
                         std::size_t begin, std::size_t end);

// Logits of the hidden tokens in row order, [hidden tokens x vocabulary], and their true genes.
struct MaskedGenes {
    at::Tensor logits;
    at::Tensor targets;
};
MaskedGenes predictHidden(const Network &network, const MaskedBatch &batch, const nn::Pass &pass);

// Mean cross-entropy over all hidden tokens of the batch; at least one must be hidden.
at::Tensor maskedLoss(const MaskedGenes &genes);

}  // namespace lexicell::models::scemb
