// Pretraining of the scEMB-style model: the genes of hidden tokens, cross-entropy. scEMB has no public code: 15 % of a cell's
// tokens come from the abstract, the rest is our choice. The baseline is the share of each gene among the training cells' tokens.
#pragma once

#include "models/families/pretraining.h"

namespace lexicell::models::scemb {

Pretraining pretraining();

}  // namespace lexicell::models::scemb
