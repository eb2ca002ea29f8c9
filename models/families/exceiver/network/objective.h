// Exceiver's training objective (keiserlab/exceiver 216f09f): some detected genes of a cell are hidden, and their values are
// predicted from the rest; with a classifier the cell's class too.
#pragma once

#include "models/families/exceiver/network/network.h"

#include <cstdint>

namespace lexicell::models::exceiver {

struct MaskedBatch {
    CellInput input;          // hidden genes: the mask row as id, value 1, bias 0
    at::Tensor targets;       // [cells x hidden] int64, the hidden genes
    at::Tensor targetValues;  // [cells x hidden]
    at::Tensor counted{};  // [cells x hidden] bool, false: fills the row of a cell with fewer hidden genes; undefined: all count
    at::Tensor labels{};   // [cells] int64; undefined: no classifier
};

struct MaskedLosses {
    at::Tensor squaredError;  // mean over cells and hidden genes
    at::Tensor crossEntropy;  // mean over cells; undefined: no classifier
    at::Tensor latents;       // [cells x Q x E]
    at::Tensor predicted;     // [cells x hidden]
    at::Tensor total() const { return crossEntropy.defined() ? squaredError + crossEntropy : squaredError; }
};
MaskedLosses maskedLosses(const Network &network, const MaskedBatch &batch, const nn::Pass &pass);

// 1 - Var(target - predicted) / Var(target) over the cells of the batch for every slot of the masked list, averaged over the
// slots: upstream's metric. A slot is not a gene, so the number depends on the composition of a batch. A slot without variance
// counts 1 if it is predicted exactly, else 0 (TorchMetrics).
double explainedVariance(const at::Tensor &predicted, const at::Tensor &target);

}  // namespace lexicell::models::exceiver
