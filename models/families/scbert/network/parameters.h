// The tensors of an scBERT network under the names of upstream's state dict: one list for loading, saving and training.
#pragma once

#include "models/families/scbert/network/network.h"

#include <string>

namespace lexicell::models::scbert {

// Calls visit(name, tensor) for every tensor of the state dict in its order; parts that the network lacks are left out. This
// includes the projections: buffers, which training must not change (isFineTuned() in schedule.h excludes them).
template <class Visit> void visitTensors(Network &network, Visit &&visit)
{
    const auto linear = [&](const std::string &name, nn::Linear &part, bool bias = true) {
        visit(name + ".weight", part.weight);
        if (bias) visit(name + ".bias", part.bias);
    };
    const auto norm = [&](const std::string &name, nn::LayerNorm &part) {
        visit(name + ".weight", part.weight);
        visit(name + ".bias", part.bias);
    };
    visit(std::string("token_emb.weight"), network.tokenTable);
    if (network.geometry.gene2vec) visit(std::string("pos_emb.emb.weight"), network.positionTable);
    for (std::size_t i = 0; i < network.blocks.size(); ++i) {
        const std::string name = "performer.net.layers." + std::to_string(i);
        Block &block = network.blocks[i];
        norm(name + ".0.norm", block.attentionNorm);
        visit(name + ".0.fn.fast_attention.projection_matrix", block.attention.projection);
        linear(name + ".0.fn.to_q", block.attention.query, network.geometry.qkvBias);
        linear(name + ".0.fn.to_k", block.attention.key, network.geometry.qkvBias);
        linear(name + ".0.fn.to_v", block.attention.value, network.geometry.qkvBias);
        linear(name + ".0.fn.to_out", block.attention.out);
        norm(name + ".1.norm", block.feedForwardNorm);
        linear(name + ".1.fn.fn.w1", block.feedForward1);
        linear(name + ".1.fn.fn.w2", block.feedForward2);
    }
    norm("norm", network.norm);
    if (network.languageModel) linear("to_out", *network.languageModel);
    if (network.classifier) {
        visit(std::string("to_out.conv1.weight"), network.classifier->positionWeight);
        visit(std::string("to_out.conv1.bias"), network.classifier->positionBias);
        linear("to_out.fc1", network.classifier->first);
        linear("to_out.fc2", network.classifier->second);
        linear("to_out.fc3", network.classifier->third);
    }
}

}  // namespace lexicell::models::scbert
