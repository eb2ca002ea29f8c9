// Fills the abilities of a scGPT checkpoint into a LoadedModel: one class per interface of models/contracts/abilities.h, in
// abilities.cpp, attention_maps.cpp and generator.cpp.
#pragma once

#include "models/contracts/model.h"
#include "models/families/scgpt/network/evaluator.h"

#include <memory>

namespace lexicell::models::scgpt {

using SharedEvaluator = std::shared_ptr<const Evaluator>;

// Everything but `cells`, which the fast encoder provides: tokens, genes and attention always; expression, classifier,
// perturbation and generator if the network has the part.
void addAbilities(LoadedModel &model, const SharedEvaluator &evaluator);

std::shared_ptr<const AttentionMaps> makeAttentionMaps(SharedEvaluator evaluator);
// Needs the expression decoder; a gene prompt needs flag_encoder.weight too (class unsupported_model without it).
std::shared_ptr<const CellGenerator> makeGenerator(SharedEvaluator evaluator);

}  // namespace lexicell::models::scgpt
