// The scEMB-style row in the table of families (models/families/families.cpp).
#pragma once

#include "models/contracts/model.h"

namespace lexicell::models::scemb {

// The network of a checkpoint, ready to compute. The caller adds card and tokenizer (outline.h).
// Error classes: those of readConfig(), loadNetwork(), chooseDevice() and choosePrecision(), and out_of_memory.
Result<LoadedModel> load(const checkpoint::Bundle &bundle, const ComputeOptions &compute, JobContext &context);

}  // namespace lexicell::models::scemb
