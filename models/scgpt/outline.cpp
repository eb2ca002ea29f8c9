#include "models/scgpt/outline.h"

#include "models/scgpt/config.h"
#include "models/scgpt/layout.h"
#include "models/scgpt/tokenizer.h"

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

std::vector<std::string> abilities(const checkpoint::Bundle &bundle, const Parts &parts)
{
    std::vector<std::string> list;
    const bool plainCells = checkSupported(bundle).ok();
    if (plainCells) list.emplace_back("cells");
    list.emplace_back("genes");
    if (plainCells && (parts.expression || parts.geneQuery)) list.emplace_back("expression");
    if (plainCells && parts.classes > 1) list.emplace_back("labels");
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
    card.abilities = abilities(bundle, parts);
    if (parts.classes > 1) card.labels = bundle.labels;
    card.embeddingKey = "X_scGPT";
    for (const auto &[name, tensor] : bundle.tensors.entries)
        if (name == "flag_encoder.weight") card.ignoredTensors.push_back(name);
    result.tokenizer = makeTokenizer(std::move(vocabulary), config);
    return result;
}

}  // namespace lexicell::models::scgpt
