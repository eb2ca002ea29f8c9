// The card and the tokenizer of an Exceiver checkpoint, from its files alone. No LibTorch.
#pragma once

#include "models/checkpoint/bundle.h"
#include "models/contracts/model.h"

namespace lexicell::models::exceiver {

// Checks settings, every tensor, and that gene list, scaler and class names fit. A missing gene list or scaler is not an error
// here: the card's notice reports it, and the tokenizer's ready() says what to do.
// Abilities: "cells", "genes", "expression", "attention"; "labels" with a classifier, whose class names upstream does not
// store: the card has them only if id2label.json or label_dict is beside the checkpoint.
// Error classes: those of readConfig() and checkLayout(), bad_vocabulary, bad_scaler, and shape_mismatch for class names.
Result<ModelOutline> outline(const checkpoint::Bundle &bundle);

}  // namespace lexicell::models::exceiver
