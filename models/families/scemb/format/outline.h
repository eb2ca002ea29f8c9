// The card and the tokenizer of an scEMB-style checkpoint, from its files alone. No LibTorch.
#pragma once

#include "models/checkpoint/bundle.h"
#include "models/contracts/model.h"

namespace lexicell::models::scemb {

// Checks settings, vocabulary and every tensor first. Error classes: those of readConfig(), checkVocabulary(), checkLayout().
Result<ModelOutline> outline(const checkpoint::Bundle &bundle);

}  // namespace lexicell::models::scemb
