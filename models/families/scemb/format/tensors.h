// The tensors of the scEMB-style model, each declared once: name, shape and place in the network (Network in network/network.h).
// The check of a file, `info`, loading and training walk this declaration.
#pragma once

#include "models/families/declaration.h"
#include "models/families/scemb/format/config.h"

#include <cstdint>
#include <string>

namespace lexicell::models::scemb {

namespace detail {

template <class Visit, class Place>
void declareLayer(Declaration<Visit> &declare, const std::string &name, const Config &config, const Place &place)
{
    const std::int64_t width = config.embeddingSize;
    declare.linear(name + "attention.query", width, width, within(place, LEXICELL_MEMBER(query)));
    declare.linear(name + "attention.key", width, width, within(place, LEXICELL_MEMBER(key)));
    declare.linear(name + "attention.value", width, width, within(place, LEXICELL_MEMBER(value)));
    declare.linear(name + "attention.output", width, width, within(place, LEXICELL_MEMBER(output)));
    declare.norm(name + "attention_norm", width, within(place, LEXICELL_MEMBER(attentionNorm)));
    declare.norm(name + "ffn_norm", width, within(place, LEXICELL_MEMBER(feedForwardNorm)));
    declare.linear(name + "ffn.up", config.feedForward, width, within(place, LEXICELL_MEMBER(up)));
    declare.linear(name + "ffn.down", width, config.feedForward, within(place, LEXICELL_MEMBER(down)));
}

}  // namespace detail

template <class Visit> void declareTensors(const Config &config, Visit &&visit)
{
    Declaration declare(visit);
    const std::int64_t width = config.embeddingSize;
    declare.tensor("gene_embedding.weight", {config.vocabulary, width}, LEXICELL_MEMBER(genes));
    declare.tensor("bin_embedding.weight", {binRows(config), width}, LEXICELL_MEMBER(bins));
    declare.tensor("rank_embedding.weight", {config.maxGenes, width}, LEXICELL_MEMBER(ranks));
    declare.norm("embedding_norm", width, LEXICELL_MEMBER(embeddingNorm));
    for (std::size_t i = 0; i < countOf(config.layers); ++i)
        detail::declareLayer(declare, "encoder.layers." + std::to_string(i) + ".", config, LEXICELL_MEMBER(layers[i]));
    if (config.normPosition == NormPosition::Pre) declare.norm("encoder.final_norm", width, LEXICELL_MEMBER(finalNorm.value()));
    declare.linear("mlm_head.dense", width, width, LEXICELL_MEMBER(head.dense));
    declare.norm("mlm_head.norm", width, LEXICELL_MEMBER(head.norm));
    declare.tensor("mlm_head.bias", {config.vocabulary}, LEXICELL_MEMBER(head.bias));
    if (config.classes > 0) {
        declare.linear("class_head.dense", width, width, LEXICELL_MEMBER(classes->dense));
        declare.norm("class_head.norm", width, LEXICELL_MEMBER(classes->norm));
        declare.linear("class_head.out", config.classes, width, LEXICELL_MEMBER(classes->out));
    }
}

}  // namespace lexicell::models::scemb
