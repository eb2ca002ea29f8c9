#include "models/families/scgpt/format/outline.h"

#include "models/families/scgpt/format/config.h"
#include "models/families/scgpt/format/layout.h"
#include "models/families/scgpt/format/modalities.h"
#include "models/families/scgpt/format/tokenizer.h"

#include <algorithm>

namespace lexicell::models::scgpt {

namespace {

Result<void> checkLabels(const checkpoint::Bundle &bundle, const Parts &parts)
{
    const auto names = static_cast<std::int64_t>(bundle.labels.size());
    if (names == 0 || parts.classes <= 1 || names == parts.classes) return {};
    return Error{errors::shapeMismatch,
                 (bundle.folder / "id2label.json").string() + " names " + std::to_string(names) + " classes, but " +
                     bundle.file.string() + " was trained for " + std::to_string(parts.classes) +
                     ". Use the id2label.json that came with the checkpoint.",
                 {}};
}

// Must agree with load() in model.cpp. Attention comes with the transformer itself. A perturbation model has no token for the
// cell, and its decoder predicts perturbed expression only.
std::vector<Ability> abilities(const Parts &parts)
{
    std::vector<Ability> list;
    const auto add = [&](bool there, Ability ability) {
        if (there) list.push_back(ability);
    };
    add(!parts.perturbation, Ability::Cells);
    add(true, Ability::Genes);
    add(!parts.perturbation && (parts.expression || parts.geneQuery), Ability::Expression);
    add(parts.classes > 1, Ability::Labels);
    add(true, Ability::Attention);
    add(parts.perturbation, Ability::Perturbation);
    add(parts.expression, Ability::Generation);
    return list;
}

}  // namespace

Result<ModelOutline> outline(const checkpoint::Bundle &bundle)
{
    LEXICELL_TRY(config, readConfig(bundle));
    if (bundle.vocabulary.empty())
        return Error{errors::noVocabulary,
                     "There is no vocab.json beside " + bundle.file.string() +
                         ", so its genes are unknown. Copy it from "
                         "the checkpoint's source; another model's vocabulary does not fit.",
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
    card.parameters = checkpoint::countParameters(bundle.tensors, expectedTensors(config, tokens, parts));
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
