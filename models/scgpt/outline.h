// What can be said of a scGPT checkpoint without building its network: card and tokenizer. No LibTorch.
#pragma once

#include "models/checkpoint/bundle.h"
#include "models/model.h"

namespace lexicell::models::scgpt {

// Checks settings, vocabulary and every tensor first. Abilities: "genes" always; "cells", "expression" and "labels" where this
// version can use the part of the checkpoint that they need (see checkSupported() in config.h).
// Error classes: those of readConfig() and checkLayout(), and no_vocabulary.
Result<ModelOutline> outline(const checkpoint::Bundle &bundle);

}  // namespace lexicell::models::scgpt
