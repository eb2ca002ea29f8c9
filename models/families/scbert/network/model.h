// scBERT's row in the table of families (models/families/families.cpp).
#pragma once

#include "models/contracts/model.h"

namespace lexicell::models::scbert {

// The network of a checkpoint, ready to compute. The caller adds card and tokenizer (outline.h). Always in float32: the
// kernel's epsilon and its sums over all genes need that precision, so precision `auto` means fp32 here.
// Error classes: those of loadNetwork() and chooseDevice(), bad_option (precision bf16), out_of_memory.
Result<LoadedModel> load(const checkpoint::Bundle &bundle, const ComputeOptions &compute, JobContext &context);

}  // namespace lexicell::models::scbert
