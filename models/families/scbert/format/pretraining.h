// scBERT's pretraining: classes of expression of hidden genes, cross-entropy. Source: upstream's pretrain.py at commit 262fd4b
// (15 % of a cell's genes with a class above 0, 90 % of these replaced by the mask and 10 % left as they are; Adam, batches of 60
// parts of 3 cells, cosine cycles, gradients clipped to 100). The baseline is the share of each class among a gene's values.
//
// Different from upstream on purpose: a model from nothing has random gene vectors, which learn with the rest, in place of
// gene2vec's table, which upstream needs and does not train. Without any, the genes could not be told apart.
#pragma once

#include "models/families/pretraining.h"

namespace lexicell::models::scbert {

Pretraining pretraining();

}  // namespace lexicell::models::scbert
