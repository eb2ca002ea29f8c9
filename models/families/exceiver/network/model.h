// Exceiver's row in the table of families (models/families/families.cpp).
#pragma once

#include "models/contracts/model.h"

namespace lexicell::models::exceiver {

// The network of a checkpoint with its abilities: cell vectors (the latents row by row), rows of the gene table, predicted
// values, attention, and class logits with a classifier. The caller adds card and tokenizer (outline.h). Always float32:
// the products are too small for another type to be faster.
// Predictions are for the batch's genes. If its tokens are all of the model's genes in order, a hidden gene is predicted too.
// Error classes: those of readConfig(), loadNetwork() and chooseDevice(), and out_of_memory.
Result<LoadedModel> load(const checkpoint::Bundle &bundle, const ComputeOptions &compute, JobContext &context);

}  // namespace lexicell::models::exceiver
