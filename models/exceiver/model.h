// Exceiver's row in the table of families (models/families.cpp).
#pragma once

#include "models/model.h"

namespace lexicell::models::exceiver {

// The network of a checkpoint with its abilities: cell vectors (the latents row by row), rows of the gene table, predicted
// values, attention, and class logits with a classifier; card and tokenizer are the caller's part (outline.h). Always float32:
// products are too small for anything else to be faster.
// Predictions are for the batch's genes; where its tokens are all of the model's genes in order, a hidden gene is predicted too.
// Error classes: those of readConfig(), loadNetwork() and chooseDevice(), and out_of_memory.
Result<LoadedModel> load(const checkpoint::Bundle &bundle, const ComputeOptions &compute, JobContext &context);

}  // namespace lexicell::models::exceiver
