#include "models/scgpt/outline.h"

#include "models/scgpt/config.h"
#include "models/scgpt/layout.h"
#include "models/scgpt/modalities.h"
#include "models/scgpt/tokenizer.h"

#include <algorithm>

namespace lexicell::models::scgpt {

namespace {

Result<void> checkLabels(const checkpoint::Bundle &bundle, const Parts &parts)
{
    const auto names = static_cast<std::int64_t>(bundle.labels.size());
    if (names == 0 || parts.classes <= 1 || names == parts.classes) return {};
    return Error{ErrorKind::Mismatch,
                 "shape_mismatch",
                 (bundle.folder / "id2label.json").string() + " names " + std::to_string(names) + " classes, but " +
                     bundle.file.string() + " was trained for " + std::to_string(parts.classes) +
                     ". Use the id2label.json that came with the checkpoint.",
                 {}};
}

// In step with load() in model.cpp. Attention comes with the transformer itself; a perturbation model has no token that stands
// for the cell, and its decoder predicts perturbed expression only.
std::vector<std::string> abilities(const Parts &parts)
{
    std::vector<std::string> list;
    const auto add = [&](bool there, const char *ability) {
        if (there) list.emplace_back(ability);
    };
    add(!parts.perturbation, "cells");
    add(true, "genes");
    add(!parts.perturbation && (parts.expression || parts.geneQuery), "expression");
    add(parts.classes > 1, "labels");
    add(true, "attention");
    add(parts.perturbation, "perturbation");
    add(parts.expression, "generation");
    return list;
}

}  // namespace

Result<ModelOutline> outline(const checkpoint::Bundle &bundle)
{
    LEXICELL_TRY(config, readConfig(bundle));
    if (bundle.vocabulary.empty())
        return Error{ErrorKind::NotFound,
                     "no_vocabulary",
                     "There is no vocab.json beside " + bundle.file.string() +
                         ", so nobody can tell which gene is which. Copy it from "
                         "where the checkpoint came from; another model's vocabulary does not fit.",
                     {}};
    std::vector<std::string> vocabulary = completeVocabulary(bundle.vocabulary, config);
    const auto tokens = static_cast<std::int64_t>(vocabulary.size());
    LEXICELL_CHECK(checkLayout(bundle, config, tokens));
    const Parts parts = partsOf(bundle.tensors);
    LEXICELL_CHECK(checkLabels(bundle, parts));

    ModelOutline result;
    ModelCard &card = result.card;
    card.family = "scgpt";
    card.embeddingSize = config.embeddingSize;
    card.layers = config.layers;
    card.heads = config.heads;
    card.feedForward = config.feedForward;
    card.vocabulary = tokens;
    card.abilities = abilities(parts);
    card.batches = std::max(parts.batches, parts.domains);
    card.modalities = parts.modalities;
    if (parts.classes > 1) card.labels = bundle.labels;
    card.embeddingKey = "X_scGPT";
    LEXICELL_TRY(modalities, modalitiesOf(bundle, vocabulary, parts.modalities));
    result.tokenizer = makeTokenizer(std::move(vocabulary), config, std::move(modalities));
    return result;
}

}  // namespace lexicell::models::scgpt
