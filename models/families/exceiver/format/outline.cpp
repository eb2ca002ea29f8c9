#include "models/families/exceiver/format/outline.h"

#include "models/families/exceiver/format/config.h"
#include "models/families/exceiver/format/layout.h"
#include "models/families/exceiver/format/tokenizer.h"

namespace lexicell::models::exceiver {

namespace {

// Measured on the released weights (spec/exceiver.md §3.3): LayerNorm follows "value times gene vector".
constexpr const char *blindness = "An Exceiver vector shows which genes were detected. It depends little on how much each was "
                                  "expressed, so it is sensitive to sequencing depth.";

Error mismatch(const ErrorClass &errorClass, std::string message)
{
    return {ErrorKind::Mismatch, errorClass, std::move(message), {}};
}

// Error if `found` differs from `needed`, the checkpoint's number; `what` is the start of the message.
Result<void> checkLength(const ErrorClass &errorClass, const std::string &what, std::size_t found, std::int64_t needed,
                         const std::string &model)
{
    if (found == 0 || static_cast<std::int64_t>(found) == needed) return {};
    return mismatch(errorClass, what + std::to_string(found) + ", but " + model + " has " + std::to_string(needed) +
                                    ". Use the one that the checkpoint was trained with.");
}

Result<void> checkSidecars(const checkpoint::Bundle &bundle, const Config &config)
{
    const std::string model = bundle.file.string();
    LEXICELL_CHECK(checkLength(errors::badVocabulary, "The gene list names ", bundle.geneList.size(), config.genes, model));
    LEXICELL_CHECK(
        checkLength(errors::badScaler, "The scaler's number of genes is ", bundle.scaler.mean.size(), config.genes, model));
    if (config.classes > 0)
        LEXICELL_CHECK(
            checkLength(errors::shapeMismatch, "The number of class names is ", bundle.labels.size(), config.classes, model));
    return {};
}

std::string notice(const checkpoint::Bundle &bundle, const Config &config)
{
    std::string text = blindness;
    if (bundle.geneList.empty()) text += " There is no gene list, so its genes are unknown and real cells cannot be embedded.";
    else if (bundle.refitScaler) text += " Its scaler is fitted to the data set: a cell's vector depends on the other cells.";
    else if (bundle.scaler.empty()) text += " There is no scaler: give one, or have one fitted to the data.";
    if (config.classes > 0 && bundle.labels.empty()) text += " The names of its classes are unknown.";
    return text;
}

}  // namespace

Result<ModelOutline> outline(const checkpoint::Bundle &bundle)
{
    LEXICELL_TRY(config, readConfig(bundle));
    LEXICELL_CHECK(checkLayout(bundle, config));
    LEXICELL_CHECK(checkSidecars(bundle, config));

    ModelOutline result;
    ModelCard &card = result.card;
    card.family = "exceiver";
    card.embeddingSize = config.queries * config.width;
    card.layers = config.layers;
    card.heads = config.heads;
    card.feedForward = config.feedForward;
    card.vocabulary = config.genes;
    card.abilities = {Ability::Cells, Ability::Genes, Ability::Expression, Ability::Attention};
    if (config.classes > 0) {
        card.abilities.push_back(Ability::Labels);
        card.labels = bundle.labels;
    }
    card.embeddingKey = "X_exceiver";
    card.needsCounts = true;
    card.notice = notice(bundle, config);
    if (bundle.geneList.empty()) card.missing.emplace_back("gene_list");
    if (bundle.scaler.empty() && !bundle.refitScaler) card.missing.emplace_back("scaler");
    if (config.classes > 0 && bundle.labels.empty()) card.missing.emplace_back("class_names");
    const auto tensors = expectedTensors(config);
    card.parameters = checkpoint::countParameters(bundle.tensors, tensors);
    card.ignoredTensors = checkpoint::unusedTensors(bundle.tensors, tensors);
    result.tokenizer = makeTokenizer(bundle, config);
    return result;
}

}  // namespace lexicell::models::exceiver
