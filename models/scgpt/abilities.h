// What a scGPT checkpoint can do, filled into a LoadedModel: one class per interface of models/abilities.h, in abilities.cpp,
// attention_maps.cpp and generator.cpp.
#pragma once

#include "models/model.h"
#include "models/scgpt/evaluator.h"

#include <memory>

namespace lexicell::models::scgpt {

using SharedEvaluator = std::shared_ptr<const Evaluator>;

// Everything but `cells`, which is the fast encoder's: tokens, genes and attention always; expression, classifier, perturbation
// and generator where the network has the part.
void addAbilities(LoadedModel &model, const SharedEvaluator &evaluator);

std::shared_ptr<const AttentionMaps> makeAttentionMaps(SharedEvaluator evaluator);
// Needs the expression decoder; a gene prompt needs flag_encoder.weight too (class unsupported_model without it).
std::shared_ptr<const CellGenerator> makeGenerator(SharedEvaluator evaluator);

}  // namespace lexicell::models::scgpt
