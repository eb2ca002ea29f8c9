// The card and the tokenizer of an scBERT checkpoint, from its files alone. No LibTorch.
#pragma once

#include "models/checkpoint/bundle.h"
#include "models/contracts/model.h"

namespace lexicell::models::scbert {

// Checks every tensor, the gene list and the class names first. Abilities: "cells", "attention" always; "genes" with gene2vec
// positions; "expression" with the language-model head, "labels" with the classifier.
// Without a gene list (the checkpoint names no gene) the card says what is missing, and the tokenizer is not ready
// (class no_vocabulary).
// Error classes: those of readGeometry() and checkLayout(); shape_mismatch (gene list or class names of another
// length than the checkpoint's).
Result<ModelOutline> outline(const checkpoint::Bundle &bundle);

}  // namespace lexicell::models::scbert
