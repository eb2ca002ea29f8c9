// The parameters of an scEMB-style network under their names in model.safetensors: one list for loading, saving, training.
#pragma once

#include "models/families/scemb/network/network.h"

#include <string>

namespace lexicell::models::scemb {

// Calls visit(name, tensor) for every parameter, in the order of expectedTensors() (layout.h). The network must have its
// layers, and its final norm if the settings include one.
template <class Visit> void visitParameters(Network &network, Visit &&visit)
{
    const auto pair = [&](const std::string &name, auto &part) {
        visit(name + ".weight", part.weight);
        visit(name + ".bias", part.bias);
    };
    visit("gene_embedding.weight", network.genes);
    visit("bin_embedding.weight", network.bins);
    visit("rank_embedding.weight", network.ranks);
    pair("embedding_norm", network.embeddingNorm);
    for (std::size_t i = 0; i < network.layers.size(); ++i) {
        const std::string name = "encoder.layers." + std::to_string(i) + ".";
        Layer &layer = network.layers[i];
        pair(name + "attention.query", layer.query);
        pair(name + "attention.key", layer.key);
        pair(name + "attention.value", layer.value);
        pair(name + "attention.output", layer.output);
        pair(name + "attention_norm", layer.attentionNorm);
        pair(name + "ffn_norm", layer.feedForwardNorm);
        pair(name + "ffn.up", layer.up);
        pair(name + "ffn.down", layer.down);
    }
    if (network.finalNorm) pair("encoder.final_norm", *network.finalNorm);
    pair("mlm_head.dense", network.head.dense);
    pair("mlm_head.norm", network.head.norm);
    visit("mlm_head.bias", network.head.bias);
}

}  // namespace lexicell::models::scemb
