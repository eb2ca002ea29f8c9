// The parameters of a scGPT network under the names of released files: one list for loading, saving, initialising, training.
#pragma once

#include "models/scgpt/network.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::scgpt {

// Calls visit(name, tensor, shape) for every parameter in the order and with the names of released files. Parts that the
// network does not have are left out; running statistics of a batch norm are parameters here.
template <class Visit> void visitParameters(Network &network, Visit &&visit)
{
    const std::int64_t width = network.config.embeddingSize;
    const std::int64_t hidden = network.config.feedForward;
    const auto linear = [&](const std::string &name, nn::Linear &part, std::int64_t out, std::int64_t in, bool bias = true) {
        visit(name + ".weight", part.weight, std::vector<std::int64_t>{out, in});
        if (bias) visit(name + ".bias", part.bias, std::vector<std::int64_t>{out});
    };
    const auto norm = [&](const std::string &name, auto &part) {
        visit(name + ".weight", part.weight, std::vector<std::int64_t>{width});
        visit(name + ".bias", part.bias, std::vector<std::int64_t>{width});
    };
    visit("encoder.embedding.weight", network.genes, std::vector<std::int64_t>{network.vocabulary, width});
    norm("encoder.enc_norm", network.geneNorm);
    linear("value_encoder.linear1", network.value1, width, 1);
    linear("value_encoder.linear2", network.value2, width, width);
    norm("value_encoder.norm", network.valueNorm);
    if (network.batchNorm) {
        norm("bn", *network.batchNorm);
        visit("bn.running_mean", network.batchNorm->mean, std::vector<std::int64_t>{width});
        visit("bn.running_var", network.batchNorm->variance, std::vector<std::int64_t>{width});
    }
    for (std::size_t i = 0; i < network.layers.size(); ++i) {
        const std::string name = "transformer_encoder.layers." + std::to_string(i);
        nn::EncoderLayer &layer = network.layers[i];
        linear(name + ".self_attn.Wqkv", layer.qkv, 3 * width, width);
        linear(name + ".self_attn.out_proj", layer.out, width, width);
        linear(name + ".linear1", layer.feedForward1, hidden, width);
        linear(name + ".linear2", layer.feedForward2, width, hidden);
        norm(name + ".norm1", layer.norm1);
        norm(name + ".norm2", layer.norm2);
    }
    if (network.expression) {
        linear("decoder.fc.0", network.expression->first, width, width);
        linear("decoder.fc.2", network.expression->second, width, width);
        linear("decoder.fc.4", network.expression->last, 1, width);
    }
    if (network.classes) {
        for (std::size_t i = 0; i < network.classes->layers.size(); ++i) {
            linear("cls_decoder._decoder." + std::to_string(3 * i), network.classes->layers[i], width, width);
            norm("cls_decoder._decoder." + std::to_string(3 * i + 2), network.classes->norms[i]);
        }
        linear("cls_decoder.out_layer", network.classes->out, network.classCount, width);
    }
    if (network.geneQuery) {
        linear("mvc_decoder.gene2query", network.geneQuery->query, width, width);
        linear("mvc_decoder.W", network.geneQuery->product, width, width, false);
    }
}

}  // namespace lexicell::models::scgpt
