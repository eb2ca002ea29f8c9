// What can be said of a scGPT checkpoint without building its network: card and tokenizer. No LibTorch.
#pragma once

#include "models/checkpoint/bundle.h"
#include "models/model.h"

namespace lexicell::models::scgpt {

// Checks settings, vocabulary and every tensor first. Abilities: "genes" and "attention" always; "cells", "expression", "labels",
// "perturbation" and "generation" where the checkpoint has the part that they need.
// Error classes: those of readConfig() and checkLayout(), and no_vocabulary.
Result<ModelOutline> outline(const checkpoint::Bundle &bundle);

}  // namespace lexicell::models::scgpt
