#include "models/families/scgpt/format/outline.h"

#include "models/families/scgpt/format/config.h"
#include "models/families/scgpt/format/layout.h"
#include "models/families/scgpt/format/modalities.h"
#include "models/families/scgpt/format/tokenizer.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

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

Result<void> checkBatches(const checkpoint::Bundle &bundle, std::int64_t batches)
{
    const auto names = static_cast<std::int64_t>(bundle.batches.names.size());
    if (names == 0 || names == batches) return {};
    return Error{errors::shapeMismatch,
                 (bundle.folder / "batches.json").string() + " names " + std::to_string(names) + " batches, but " +
                     bundle.file.string() + " was trained on " + std::to_string(batches) +
                     ". Use the batches.json that came with the checkpoint.",
                 {}};
}

// The tokens that every cell consists of.
Result<std::vector<std::int64_t>> fedGenes(const checkpoint::Bundle &bundle, const std::vector<std::string> &vocabulary)
{
    std::unordered_map<std::string_view, std::int64_t> ids;
    for (std::size_t id = 0; id < vocabulary.size(); ++id) ids.emplace(vocabulary[id], static_cast<std::int64_t>(id));
    std::vector<std::int64_t> genes;
    genes.reserve(bundle.batches.genes.size());
    for (const std::string &gene : bundle.batches.genes) {
        const auto found = ids.find(gene);
        if (found == ids.end())
            return Error{errors::badVocabulary,
                         (bundle.folder / "batches.json").string() + " lists the gene " + gene +
                             ", which the vocabulary does not have. Use the batches.json that came with the checkpoint.",
                         {}};
        genes.push_back(found->second);
    }
    return genes;
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
    LEXICELL_CHECK(checkBatches(bundle, card.batches));
    card.batchNames = bundle.batches.names;
    card.modalities = parts.modalities;
    if (parts.classes > 1) card.labels = bundle.labels;
    card.embeddingKey = "X_scGPT";
    LEXICELL_TRY(modalities, modalitiesOf(bundle, vocabulary, parts.modalities));
    LEXICELL_TRY(fed, fedGenes(bundle, vocabulary));
    result.tokenizer = makeTokenizer(std::move(vocabulary), config, std::move(modalities), fed);
    return result;
}

}  // namespace lexicell::models::scgpt
