// Exceiver's tensors, each declared once in upstream's order: name, shape and place in the network (Network in
// network/network.h). The check of a file, `info`, loading and training walk this declaration.
// Source: upstream's modules at commit 216f09f and the two released files.
#pragma once

#include "models/families/declaration.h"
#include "models/families/exceiver/format/config.h"
#include "models/families/exceiver/format/layout.h"

#include <cstdint>
#include <string>

namespace lexicell::models::exceiver {

namespace detail {

// An attention whose queries and keys have the same width holds its three projections in one tensor, in_proj_weight; else in
// three (torch.nn.MultiheadAttention).
template <class Visit, class Place> void declareProjections(Declaration<Visit> &declare, const std::string &name,
                                                            std::int64_t width, std::int64_t keyWidth, const Place &place)
{
    if (width == keyWidth) {
        declare.tensor(name + "in_proj_weight", {3 * width, width}, within(place, LEXICELL_MEMBER(joined)));
    } else {
        declare.tensor(name + "q_proj_weight", {width, width}, within(place, LEXICELL_MEMBER(query)));
        declare.tensor(name + "k_proj_weight", {width, keyWidth}, within(place, LEXICELL_MEMBER(key)));
        declare.tensor(name + "v_proj_weight", {width, keyWidth}, within(place, LEXICELL_MEMBER(value)));
    }
    declare.tensor(name + "in_proj_bias", {3 * width}, within(place, LEXICELL_MEMBER(bias)));
}

template <class Visit, class Place> void declareCross(Declaration<Visit> &declare, const std::string &name, std::int64_t width,
                                                      std::int64_t keyWidth, const Place &place)
{
    declare.norm(name + ".layernorm_kv", keyWidth, within(place, LEXICELL_MEMBER(keyNorm)));
    declare.norm(name + ".layernorm_q", width, within(place, LEXICELL_MEMBER(queryNorm)));
    declareProjections(declare, name + ".cross_attn.", width, keyWidth, within(place, LEXICELL_MEMBER(in)));
    declare.linear(name + ".cross_attn.out_proj", width, width, within(place, LEXICELL_MEMBER(out)));
    declare.norm(name + ".mlp.0", width, within(place, LEXICELL_MEMBER(norm1)));
    declare.linear(name + ".mlp.1", width, width, within(place, LEXICELL_MEMBER(linear1)));
    declare.norm(name + ".mlp.3", width, within(place, LEXICELL_MEMBER(norm2)));
    declare.linear(name + ".mlp.4", width, width, within(place, LEXICELL_MEMBER(linear2)));
}

template <class Visit, class Place>
void declareProcess(Declaration<Visit> &declare, const std::string &name, const Config &config, const Place &place)
{
    const std::int64_t width = config.width;
    const auto qkv = within(place, LEXICELL_MEMBER(qkv));
    declare.tensor(name + "self_attn.in_proj_weight", {3 * width, width}, within(qkv, LEXICELL_MEMBER(weight)));
    declare.tensor(name + "self_attn.in_proj_bias", {3 * width}, within(qkv, LEXICELL_MEMBER(bias)));
    declare.linear(name + "self_attn.out_proj", width, width, within(place, LEXICELL_MEMBER(out)));
    declare.linear(name + "linear1", config.feedForward, width, within(place, LEXICELL_MEMBER(linear1)));
    declare.linear(name + "linear2", width, config.feedForward, within(place, LEXICELL_MEMBER(linear2)));
    declare.norm(name + "norm1", width, within(place, LEXICELL_MEMBER(norm1)));
    declare.norm(name + "norm2", width, within(place, LEXICELL_MEMBER(norm2)));
}

// norm, linear, GELU, linear
template <class Visit, class Place>
void declareHead(Declaration<Visit> &declare, const std::string &name, std::int64_t width, std::int64_t out, const Place &place)
{
    declare.norm(name + ".0", width, within(place, LEXICELL_MEMBER(norm)));
    declare.linear(name + ".1", out, width, within(place, LEXICELL_MEMBER(first)));
    declare.linear(name + ".3", out, out, within(place, LEXICELL_MEMBER(last)));
}

}  // namespace detail

template <class Visit> void declareTensors(const Config &config, Visit &&visit)
{
    Declaration declare(visit);
    const std::int64_t width = config.width;
    const std::int64_t geneWidth = config.geneWidth;
    declare.tensor("query_emb", {config.queries, width}, LEXICELL_MEMBER(queries));
    declare.tensor("gene_emb.weight", {config.tableRows(), geneWidth}, LEXICELL_MEMBER(genes));
    detail::declareCross(declare, "encoder_cross_attn", width, geneWidth, LEXICELL_MEMBER(encoder));
    detail::declareProcess(declare, std::string(templatePrefix), config, NoPlace());
    for (std::size_t i = 0; i < countOf(config.layers); ++i)
        detail::declareProcess(declare, std::string(layerPrefix) + std::to_string(i) + ".", config, LEXICELL_MEMBER(layers[i]));
    detail::declareCross(declare, "decoder_cross_attn", geneWidth, width, LEXICELL_MEMBER(decoder));
    detail::declareHead(declare, "mlp", geneWidth, 1, LEXICELL_MEMBER(value));
    if (config.classes > 0)
        detail::declareHead(declare, "mlp_classify", geneWidth, config.classes, LEXICELL_MEMBER(classes.value()));
}

}  // namespace lexicell::models::exceiver
