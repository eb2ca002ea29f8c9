// scBERT's network (Yang et al. 2022; upstream commit 262fd4b): a table of expression tokens plus gene2vec positions, pre-norm
// Performer blocks, and the head of the checkpoint. These are the plain formulas, used for training; forward.h
// computes the same for one cell at a time in little memory.
//
// Shapes: tokens [cells x sequence] int64, hidden states [cells x sequence x width]. There is no padding, no dropout and no mask.
#pragma once

#include "core/base/result.h"
#include "models/checkpoint/bundle.h"
#include "models/nn/layers.h"
#include "models/families/scbert/network/attention.h"
#include "models/families/scbert/format/geometry.h"

#include <ATen/ATen.h>

#include <optional>
#include <vector>

namespace lexicell::models::scbert {

struct Block {
    nn::LayerNorm attentionNorm;
    Attention attention;
    nn::LayerNorm feedForwardNorm;
    nn::Linear feedForward1, feedForward2;  // exact GELU between
};

// Cell types (upstream: Identity): one number per position, then three layers over all positions.
struct ClassifierHead {
    at::Tensor positionWeight;  // conv1.weight, [1 x 1 x 1 x width]
    at::Tensor positionBias;    // [1]
    nn::Linear first, second, third;
};

struct Network {
    Geometry geometry;
    at::Tensor tokenTable;     // [tokens x width]
    at::Tensor positionTable;  // [sequence x width], float32 for any type in the file; undefined: none
    std::vector<Block> blocks;
    nn::LayerNorm norm;
    std::optional<nn::Linear> languageModel;
    std::optional<ClassifierHead> classifier;
};

// Builds the network of a checkpoint and requires every tensor with its shape. The saved projections are used.
// Error classes: those of readGeometry(), checkLayout() and nn::ParameterLoader.
Result<Network> loadNetwork(const checkpoint::Bundle &bundle);

at::Tensor embedTokens(const Network &network, const at::Tensor &tokens);
at::Tensor feedForward(const Block &block, const at::Tensor &x);  // with its norm, without the residual
at::Tensor runBlock(const Block &block, const at::Tensor &x, KeyMaximum keyMaximum);
// Applies all blocks and the last norm.
at::Tensor encode(const Network &network, const at::Tensor &tokens, KeyMaximum keyMaximum);
// The blocks [begin, end) alone.
at::Tensor throughBlocks(const Network &network, const at::Tensor &input, KeyMaximum keyMaximum, std::size_t begin,
                         std::size_t end);

struct ClassOutput {
    at::Tensor activations;  // after the second layer, [cells x hidden2]
    at::Tensor logits;       // [cells x classes]
};
ClassOutput classify(const ClassifierHead &head, const at::Tensor &hidden);

}  // namespace lexicell::models::scbert
