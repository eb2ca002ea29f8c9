// scGPT's objective of hidden values: some of a cell's values are replaced by the mask value, and predicted from the rest
// of the cell (GEP) and from the cell vector alone (GEPC; upstream: MVC).
#pragma once

#include "models/scgpt/network.h"

namespace lexicell::models::scgpt {

// One minibatch, [cells x tokens] each.
struct MaskedBatch {
    at::Tensor genes;    // int64
    at::Tensor input;    // float32, the mask value where hidden
    at::Tensor target;   // float32, the values themselves
    at::Tensor hidden;   // bool, true: to be predicted
    at::Tensor padding;  // bool; undefined: none
};

struct MaskedLosses {
    at::Tensor expression;   // squared error of GEP, in bins²
    at::Tensor geneQuery;    // of GEPC
    at::Tensor cellVectors;  // [cells x width], for further terms
    at::Tensor total() const { return expression + geneQuery; }
};

// The network must have both heads.
MaskedLosses maskedLosses(const Network &network, const MaskedBatch &batch, const nn::Pass &pass);

}  // namespace lexicell::models::scgpt
