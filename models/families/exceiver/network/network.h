// Exceiver's network (keiserlab/exceiver 216f09f): a Perceiver IO. A fixed set of latents attends to all genes of a cell
// (encoder), the latents attend to each other (process), and gene vectors attend to the latents (decoder) to predict their
// values; one more query gives the class. One set of formulas for training and inference; encoder.h computes the encoder faster.
//
// Shapes: ids [cells x tokens] int64, values and keyBias [cells x tokens], latents [cells x Q x E], decoded [cells x targets x
// D]. The network computes in the type of its parameters.
#pragma once

#include "core/base/result.h"
#include "models/checkpoint/bundle.h"
#include "models/families/exceiver/format/config.h"
#include "models/families/exceiver/network/narrow_feed_forward.h"
#include "models/nn/attention.h"

#include <ATen/ATen.h>

#include <optional>
#include <string>
#include <vector>

namespace lexicell::models::exceiver {

// Query, key and value projections of an attention, as stored in the file: joined where queries and keys have one width.
struct Projections {
    at::Tensor joined;             // undefined: stored separately
    at::Tensor query, key, value;  // [E x E], [E x keys' width] x 2
    at::Tensor bias;               // [3 E]

    nn::Linear queries() const;
    nn::Linear keys() const;
    nn::Linear values() const;
};

// x = attention(LN(q), LN(u)) + q, then x + M(x) with M = LN, linear, GELU, LN, linear. The residual q is not normalized.
struct CrossAttention {
    nn::LayerNorm keyNorm, queryNorm;
    Projections in;
    nn::Linear out;
    nn::LayerNorm norm1, norm2;  // of M
    nn::Linear linear1, linear2;
};

// Post-norm transformer layer with GELU.
struct ProcessLayer {
    nn::Linear qkv, out, linear1, linear2;
    nn::LayerNorm norm1, norm2;
    std::optional<NarrowFeedForward> narrow;  // both linear parts, for inference; empty: as they are
};

// LN, linear, GELU, linear. For predicted values the middle layer is a single number per gene.
struct Head {
    nn::LayerNorm norm;
    nn::Linear first, last;
};

struct Network {
    Config config;
    at::Tensor queries;  // the initial latents, the same for every cell
    at::Tensor genes;    // [genes, mask row, class query x D]
    CrossAttention encoder, decoder;
    std::vector<ProcessLayer> layers;
    Head value;
    std::optional<Head> classes;
};

// Error classes: those of nn::ParameterLoader.
Result<Network> loadNetwork(const checkpoint::Bundle &bundle, const Config &config);

// The genes of a cell as input. In training some have the mask row as id, value 1 and no bias.
struct CellInput {
    at::Tensor ids;
    at::Tensor values;
    // Added to the attention's logits: 1 where a gene has no count. Upstream intends to mask these genes but adds its float mask,
    // so their weight is e times larger. The released weights were trained so. -inf excludes a token.
    at::Tensor keyBias;
};

// The latents of a cell after the encoder, before the process layers.
at::Tensor encode(const Network &network, const CellInput &input, const nn::Pass &pass);
at::Tensor process(const Network &network, const at::Tensor &latents, const nn::Pass &pass);
// The rest of a cross-attention block after the heads' weighted values [cells x queries x E]; `queries` is the residual.
at::Tensor finishCross(const CrossAttention &block, const at::Tensor &queries, const at::Tensor &attended);
// Average over heads of the encoder's attention, [cells x Q x tokens].
at::Tensor encoderAttention(const Network &network, const CellInput &input);
// The same averaged over the latents too, [cells x tokens]; holds the weights of only a few latents at a time.
at::Tensor meanEncoderAttention(const Network &network, const CellInput &input);

// targets: rows of the gene table, [cells or 1 x targets].
at::Tensor decode(const Network &network, const at::Tensor &latents, const at::Tensor &targets, const nn::Pass &pass);
at::Tensor predictValues(const Network &network, const at::Tensor &decoded);                   // [cells x targets], z + 1
at::Tensor classify(const Network &network, const at::Tensor &latents, const nn::Pass &pass);  // logits [cells x classes]

}  // namespace lexicell::models::exceiver
