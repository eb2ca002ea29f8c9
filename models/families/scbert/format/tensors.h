// scBERT's tensors, each declared once in the order of upstream's state dict: name, shape and place in the network (Network in
// network/network.h). The check of a file, `info`, loading and training walk this declaration. It includes the projections:
// buffers, which training must not change (isFineTuned() in schedule.h excludes them).
// Source: upstream's model classes at commit 262fd4b.
#pragma once

#include "models/families/declaration.h"
#include "models/families/scbert/format/geometry.h"

#include <cstdint>
#include <string>

namespace lexicell::models::scbert {

namespace detail {

template <class Visit, class Place>
void declareBlock(Declaration<Visit> &declare, const std::string &name, const Geometry &g, const Place &place)
{
    const auto attention = within(place, LEXICELL_MEMBER(attention));
    const std::string fn = name + ".0.fn.";
    declare.norm(name + ".0.norm", g.width, within(place, LEXICELL_MEMBER(attentionNorm)));
    declare.tensor(fn + "fast_attention.projection_matrix", {g.features, g.headWidth},
                   within(attention, LEXICELL_MEMBER(projection)));
    declare.linear(fn + "to_q", g.inner(), g.width, within(attention, LEXICELL_MEMBER(query)), g.qkvBias);
    declare.linear(fn + "to_k", g.inner(), g.width, within(attention, LEXICELL_MEMBER(key)), g.qkvBias);
    declare.linear(fn + "to_v", g.inner(), g.width, within(attention, LEXICELL_MEMBER(value)), g.qkvBias);
    declare.linear(fn + "to_out", g.width, g.inner(), within(attention, LEXICELL_MEMBER(out)));
    declare.norm(name + ".1.norm", g.width, within(place, LEXICELL_MEMBER(feedForwardNorm)));
    declare.linear(name + ".1.fn.fn.w1", g.feedForward, g.width, within(place, LEXICELL_MEMBER(feedForward1)));
    declare.linear(name + ".1.fn.fn.w2", g.width, g.feedForward, within(place, LEXICELL_MEMBER(feedForward2)));
}

}  // namespace detail

template <class Visit> void declareTensors(const Geometry &g, Visit &&visit)
{
    Declaration declare(visit);
    declare.tensor("token_emb.weight", {g.tokens, g.width}, LEXICELL_MEMBER(tokenTable));
    if (g.gene2vec) declare.tensor("pos_emb.emb.weight", {g.sequence, g.width}, LEXICELL_MEMBER(positionTable));
    declare.counter("performer.calls_since_last_redraw");
    for (std::size_t i = 0; i < countOf(g.layers); ++i)
        detail::declareBlock(declare, std::string(layerPrefix) + std::to_string(i), g, LEXICELL_MEMBER(blocks[i]));
    declare.norm("norm", g.width, LEXICELL_MEMBER(norm));
    if (g.head == Head::LanguageModel) declare.linear("to_out", g.tokens, g.width, LEXICELL_MEMBER(languageModel.value()));
    if (g.head == Head::Classifier) {
        declare.tensor("to_out.conv1.weight", {1, 1, 1, g.width}, LEXICELL_MEMBER(classifier->positionWeight));
        declare.tensor("to_out.conv1.bias", {1}, LEXICELL_MEMBER(classifier->positionBias));
        declare.linear("to_out.fc1", g.hidden1, g.sequence, LEXICELL_MEMBER(classifier->first));
        declare.linear("to_out.fc2", g.hidden2, g.hidden1, LEXICELL_MEMBER(classifier->second));
        declare.linear("to_out.fc3", g.classes, g.hidden2, LEXICELL_MEMBER(classifier->third));
    }
}

}  // namespace lexicell::models::scbert
