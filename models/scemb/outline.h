// What can be said of an scEMB-style checkpoint without building its network: card and tokenizer. No LibTorch.
#pragma once

#include "models/checkpoint/bundle.h"
#include "models/model.h"

namespace lexicell::models::scemb {

// Checks settings, vocabulary and every tensor first. Error classes: those of readConfig(), checkVocabulary(), checkLayout().
Result<ModelOutline> outline(const checkpoint::Bundle &bundle);

}  // namespace lexicell::models::scemb
