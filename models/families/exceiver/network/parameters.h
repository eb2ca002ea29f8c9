// The parameters of an Exceiver network under their names in upstream's files: one list for loading, saving, training.
#pragma once

#include "models/families/exceiver/format/layout.h"
#include "models/families/exceiver/network/network.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::exceiver {

// Calls visit(name, tensor, shape) for every parameter, in the order of expectedTensors() (layout.h) without the template.
// The network must have its layers, and its class head if the checkpoint has one.
template <class Visit> void visitParameters(Network &network, Visit &&visit)
{
    using Shape = std::vector<std::int64_t>;
    const Config &config = network.config;
    const auto linear = [&](const std::string &name, nn::Linear &part, std::int64_t out, std::int64_t in) {
        visit(name + ".weight", part.weight, Shape{out, in});
        visit(name + ".bias", part.bias, Shape{out});
    };
    const auto norm = [&](const std::string &name, nn::LayerNorm &part, std::int64_t width) {
        visit(name + ".weight", part.weight, Shape{width});
        visit(name + ".bias", part.bias, Shape{width});
    };
    const auto cross = [&](const std::string &name, CrossAttention &block, std::int64_t width, std::int64_t keyWidth) {
        norm(name + ".layernorm_kv", block.keyNorm, keyWidth);
        norm(name + ".layernorm_q", block.queryNorm, width);
        const std::string attention = name + ".cross_attn.";
        if (width == keyWidth) {
            visit(attention + "in_proj_weight", block.in.joined, Shape{3 * width, width});
        } else {
            visit(attention + "q_proj_weight", block.in.query, Shape{width, width});
            visit(attention + "k_proj_weight", block.in.key, Shape{width, keyWidth});
            visit(attention + "v_proj_weight", block.in.value, Shape{width, keyWidth});
        }
        visit(attention + "in_proj_bias", block.in.bias, Shape{3 * width});
        linear(attention + "out_proj", block.out, width, width);
        norm(name + ".mlp.0", block.norm1, width);
        linear(name + ".mlp.1", block.linear1, width, width);
        norm(name + ".mlp.3", block.norm2, width);
        linear(name + ".mlp.4", block.linear2, width, width);
    };
    const auto head = [&](const std::string &name, Head &part, std::int64_t out) {
        norm(name + ".0", part.norm, config.geneWidth);
        linear(name + ".1", part.first, out, config.geneWidth);
        linear(name + ".3", part.last, out, out);
    };
    visit("query_emb", network.queries, Shape{config.queries, config.width});
    visit("gene_emb.weight", network.genes, Shape{config.tableRows(), config.geneWidth});
    cross("encoder_cross_attn", network.encoder, config.width, config.geneWidth);
    for (std::size_t i = 0; i < network.layers.size(); ++i) {
        const std::string name = std::string(layerPrefix) + std::to_string(i) + ".";
        ProcessLayer &layer = network.layers[i];
        visit(name + "self_attn.in_proj_weight", layer.qkv.weight, Shape{3 * config.width, config.width});
        visit(name + "self_attn.in_proj_bias", layer.qkv.bias, Shape{3 * config.width});
        linear(name + "self_attn.out_proj", layer.out, config.width, config.width);
        linear(name + "linear1", layer.linear1, config.feedForward, config.width);
        linear(name + "linear2", layer.linear2, config.width, config.feedForward);
        norm(name + "norm1", layer.norm1, config.width);
        norm(name + "norm2", layer.norm2, config.width);
    }
    cross("decoder_cross_attn", network.decoder, config.geneWidth, config.width);
    head("mlp", network.value, 1);
    if (network.classes) head("mlp_classify", *network.classes, config.classes);
}

}  // namespace lexicell::models::exceiver
