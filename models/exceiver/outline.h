// What can be said of an Exceiver checkpoint without building its network: card and tokenizer. No LibTorch.
#pragma once

#include "models/checkpoint/bundle.h"
#include "models/model.h"

namespace lexicell::models::exceiver {

// Checks settings, every tensor, and that gene list, scaler and class names fit. A missing gene list or scaler is no error
// here: the card's notice says so, and the tokenizer's ready() what to do.
// Abilities: "cells", "genes", "expression", "attention"; "labels" with a classifier, whose class names upstream does not
// store: the card has them only where id2label.json or label_dict lies beside the checkpoint.
// Error classes: those of readConfig() and checkLayout(), bad_vocabulary, bad_scaler, and shape_mismatch for class names.
Result<ModelOutline> outline(const checkpoint::Bundle &bundle);

}  // namespace lexicell::models::exceiver
