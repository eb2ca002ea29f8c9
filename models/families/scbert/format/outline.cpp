#include "models/families/scbert/format/outline.h"

#include "models/families/scbert/format/geometry.h"
#include "models/families/scbert/format/layout.h"
#include "models/families/scbert/format/tokenizer.h"

#include <algorithm>

namespace lexicell::models::scbert {

namespace {

constexpr const char *notice =
    "scBERT was trained to fill in expression and to name cell types; cell vectors are a by-product (here the mean over all "
    "positions), and a checkpoint that was not fine-tuned separates types poorly. Its confidence is not calibrated. Its license, "
    "GPL-3.0, covers the weights too.";

Error noGenes(const checkpoint::Bundle &bundle, const Geometry &geometry)
{
    const std::string count = geometry.sequence > 0 ? std::to_string(geometry.genes()) + " " : std::string();
    return {errors::noVocabulary,
            bundle.file.string() + " holds no gene names, so its genes are unknown. Give the list of its " + count +
                "genes in their order, or put it beside the checkpoint as gene_list.txt: one symbol per line, or the "
                "panglao_10000.h5ad that comes with scBERT.",
            {},
            {{"gene-list"}}};
}

std::string noticeOf(const checkpoint::Bundle &bundle, const Geometry &geometry)
{
    std::string text = notice;
    if (bundle.geneList.empty()) text += " There is no gene list, so its genes are unknown and real cells cannot be embedded.";
    if (geometry.classes > 0 && bundle.labels.empty()) text += " The names of its classes are unknown.";
    return text;
}

Error lengthMismatch(const checkpoint::Bundle &bundle, const std::string &what, std::int64_t needed, const char *advice)
{
    return {errors::shapeMismatch,
            what + ", but " + bundle.file.string() + " was trained for " + std::to_string(needed) + ". " + advice,
            {}};
}

std::vector<Ability> abilities(const Geometry &geometry)
{
    std::vector<Ability> list{Ability::Cells};
    if (geometry.gene2vec) list.push_back(Ability::Genes);
    if (geometry.head == Head::LanguageModel) list.push_back(Ability::Expression);
    if (geometry.head == Head::Classifier) list.push_back(Ability::Labels);
    list.push_back(Ability::Attention);
    return list;
}

}  // namespace

Result<ModelOutline> outline(const checkpoint::Bundle &bundle)
{
    LEXICELL_TRY(geometry, readGeometry(bundle));
    LEXICELL_CHECK(checkLayout(bundle, geometry));
    const auto names = static_cast<std::int64_t>(bundle.labels.size());
    if (geometry.classes > 0 && names > 0 && names != geometry.classes)
        return lengthMismatch(bundle, "The class names beside the checkpoint (label_dict) are " + std::to_string(names),
                              geometry.classes, "Use the label_dict that its fine-tuning wrote.");
    const auto genes = static_cast<std::int64_t>(bundle.geneList.size());
    if (genes > 0 && geometry.sequence > 0 && genes != geometry.genes())
        return lengthMismatch(bundle, "The gene list names " + std::to_string(genes) + " genes", geometry.genes(),
                              "Use the gene list that it was trained with.");

    ModelOutline result;
    ModelCard &card = result.card;
    card.family = "scbert";
    card.embeddingSize = geometry.width;
    card.layers = geometry.layers;
    card.heads = geometry.heads;
    card.feedForward = geometry.feedForward;
    card.vocabulary = genes > 0 ? genes : std::max<std::int64_t>(geometry.genes(), 0);
    card.parameters = checkpoint::countParameters(bundle.tensors, expectedTensors(geometry));
    card.abilities = abilities(geometry);
    if (geometry.classes > 0) card.labels = bundle.labels;
    card.license = "GPL-3.0";
    card.embeddingKey = "X_scBERT";
    card.notice = noticeOf(bundle, geometry);
    if (genes == 0) card.missing.emplace_back("gene_list");
    if (geometry.classes > 0 && bundle.labels.empty()) card.missing.emplace_back("class_names");
    if (genes > 0) {
        result.tokenizer = makeTokenizer(bundle.geneList, geometry.tokens);
    } else {
        std::vector<std::string> positions;
        for (std::int64_t i = 0; i < geometry.genes(); ++i) positions.push_back("position " + std::to_string(i));
        result.tokenizer = makeTokenizer(std::move(positions), geometry.tokens, noGenes(bundle, geometry));
    }
    return result;
}

}  // namespace lexicell::models::scbert
