// The scEMB-style network: gene, bin and rank embeddings summed and normed, a BERT encoder with post- or pre-norm layers and
// exact (erf) GELU, and a masked-gene head tied to the gene embeddings. Published for scEMB: BERT-style, masked genes. The rest
// of the definition is ours. One set of formulas for inference and training.
//
// Shapes: genes and bins [cells x tokens] int64, a token's column is its rank; hidden states [cells x tokens x width]. The
// output at padding is arbitrary and must not be used.
#pragma once

#include "core/base/result.h"
#include "models/checkpoint/bundle.h"
#include "models/nn/attention.h"
#include "models/families/scemb/format/config.h"

#include <ATen/ATen.h>

#include <optional>
#include <vector>

namespace lexicell::models::scemb {

struct Layer {
    nn::Linear query, key, value, output;
    nn::Linear up, down;
    nn::LayerNorm attentionNorm, feedForwardNorm;
    nn::Linear joined;  // query, key and value as one product, see join(); weight undefined: three products
};

// Predicts the gene of a hidden token: LN(gelu(dense x)) times every gene's embedding, plus a bias per gene.
struct GeneHead {
    nn::Linear dense;
    nn::LayerNorm norm;
    at::Tensor bias;  // [vocabulary]
};

// Classes of a cell from the mean of its token outputs: LN(gelu(dense x)), then a linear layer. Our choice, as the whole network.
struct ClassHead {
    nn::Linear dense;
    nn::LayerNorm norm;
    nn::Linear out;
};

struct Network {
    Config config;
    at::Tensor genes;  // [vocabulary x width]
    at::Tensor bins;   // [bins + 2 x width]
    at::Tensor ranks;  // [maxGenes x width]
    nn::LayerNorm embeddingNorm;
    std::vector<Layer> layers;
    std::optional<nn::LayerNorm> finalNorm;  // pre-norm only
    GeneHead head;
    std::optional<ClassHead> classes;
};

// Builds the network of a checkpoint. Error classes: those of nn::ParameterLoader.
Result<Network> loadNetwork(const checkpoint::Bundle &bundle, const Config &config);

// Inference only: one product for queries, keys and values; shares no memory with the three.
void join(Layer &layer);

// The input of the first layer.
at::Tensor embedTokens(const Network &network, const at::Tensor &genes, const at::Tensor &bins);
// One layer; mask as nn::attentionMask makes it.
at::Tensor encodeLayer(const Network &network, const Layer &layer, const at::Tensor &x, const at::Tensor &mask,
                       const nn::Pass &pass);
// The norm after the last layer; returns `x` if there is none.
at::Tensor finish(const Network &network, const at::Tensor &x);
// Queries times keys without scale, [cells x heads x tokens x tokens], from the input of `layer`.
at::Tensor attentionLogits(const Network &network, const Layer &layer, const at::Tensor &x);

// The mean of a cell's token outputs, [cells x width], summed in double. `padding` undefined: none.
at::Tensor meanOfTokens(const at::Tensor &hidden, const at::Tensor &padding);

// Logits [cells x classes] from the mean of the token outputs [cells x width]. The network must have the head.
at::Tensor classLogits(const Network &network, const at::Tensor &cellVectors);

// [… x width] -> [… x vocabulary]
at::Tensor geneLogits(const Network &network, const at::Tensor &hidden);

}  // namespace lexicell::models::scemb
