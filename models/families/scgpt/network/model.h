// scGPT's row in the table of families (models/families/families.cpp).
#pragma once

#include "models/contracts/model.h"

namespace lexicell::models::scgpt {

// The network of a checkpoint, ready to embed cells. The caller adds card and tokenizer (outline.h).
// Error classes: those of readConfig(), loadNetwork(), chooseDevice() and choosePrecision(), and out_of_memory.
Result<LoadedModel> load(const checkpoint::Bundle &bundle, const ComputeOptions &compute, JobContext &context);

}  // namespace lexicell::models::scgpt
