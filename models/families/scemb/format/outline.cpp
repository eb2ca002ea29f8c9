#include "models/families/scemb/format/outline.h"

#include "models/families/scemb/format/config.h"
#include "models/families/scemb/format/layout.h"
#include "models/families/scemb/format/tokenizer.h"

namespace lexicell::models::scemb {

Result<ModelOutline> outline(const checkpoint::Bundle &bundle)
{
    LEXICELL_TRY(config, readConfig(bundle));
    LEXICELL_CHECK(checkVocabulary(bundle, config));
    LEXICELL_CHECK(checkLayout(bundle, config));
    LEXICELL_CHECK(checkLabels(bundle, config));

    ModelOutline result;
    ModelCard &card = result.card;
    card.family = "scemb";
    card.embeddingSize = config.embeddingSize;
    card.layers = config.layers;
    card.heads = config.heads;
    card.feedForward = config.feedForward;
    card.vocabulary = config.vocabulary;
    card.parameters = checkpoint::countParameters(bundle.tensors, expectedTensors(config));
    card.abilities = {Ability::Cells, Ability::Genes, Ability::Expression, Ability::Attention};
    if (config.classes > 0) {
        card.abilities.push_back(Ability::Labels);
        card.labels = bundle.labels;
        if (bundle.labels.empty()) card.missing.emplace_back("class_names");
    }
    card.embeddingKey = "X_scEMB";
    // Quantiles and ranks are invariant under increasing transforms; equal widths are not.
    card.needsCounts = config.binning == Binning::EqualWidth;
    card.notice = notice;
    result.tokenizer = makeTokenizer(bundle.vocabulary, config);
    return result;
}

}  // namespace lexicell::models::scemb
