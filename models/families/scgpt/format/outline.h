// The card and the tokenizer of a scGPT checkpoint, from its files alone. No LibTorch.
#pragma once

#include "models/checkpoint/bundle.h"
#include "models/contracts/model.h"

namespace lexicell::models::scgpt {

// Checks settings, vocabulary and every tensor first. Abilities: "genes" and "attention" always; "cells", "expression", "labels",
// "perturbation" and "generation" if the checkpoint has the part for them.
// Error classes: those of readConfig() and checkLayout(), and no_vocabulary.
Result<ModelOutline> outline(const checkpoint::Bundle &bundle);

}  // namespace lexicell::models::scgpt
