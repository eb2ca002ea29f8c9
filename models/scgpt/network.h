// scGPT's network (Cui et al. 2024; upstream commit cebd6fa, released model class): gene and value encoders, a post-norm
// transformer, and the heads a checkpoint brings. One copy of the formulas for inference and training.
//
// Shapes: ids [cells x tokens] int64, values [cells x tokens] float32, padding [cells x tokens] bool (true: ignore),
// hidden states [cells x tokens x width]. What comes out at padding is arbitrary and must not be used.
#pragma once

#include "core/base/result.h"
#include "models/checkpoint/bundle.h"
#include "models/nn/attention.h"
#include "models/scgpt/config.h"

#include <ATen/ATen.h>

#include <optional>
#include <string>
#include <vector>

namespace lexicell::models::scgpt {

// Predicts a value per token from its hidden state (upstream: ExprDecoder; objective GEP).
struct ExpressionDecoder {
    nn::Linear first, second, last;  // width -> width -> width -> 1, LeakyReLU between
};

// Predicts a value per gene from the cell vector (upstream: MVCDecoder, "inner product"; objective GEPC).
struct GeneQueryDecoder {
    nn::Linear query;    // gene2query
    nn::Linear product;  // W, no bias
};

// Cell types from the cell vector (upstream: ClsDecoder).
struct ClassDecoder {
    std::vector<nn::Linear> layers;
    std::vector<nn::LayerNorm> norms;
    nn::Linear out;
};

struct Network {
    Config config;
    std::int64_t vocabulary = 0;
    std::int64_t classCount = 0;
    at::Tensor genes;  // [vocabulary x width]
    nn::LayerNorm geneNorm;
    nn::Linear value1, value2;  // 1 -> width -> width
    nn::LayerNorm valueNorm;
    std::optional<nn::BatchNorm> batchNorm;  // fine-tuned models of versions before 0.1.8
    std::vector<nn::EncoderLayer> layers;
    std::optional<ExpressionDecoder> expression;
    std::optional<GeneQueryDecoder> geneQuery;
    std::optional<ClassDecoder> classes;
    std::vector<std::string> ignored;  // tensors of the file that have no use here
};

// Upstream's clip of continuous values; there is no lower bound, so -1 (hidden) and -2 (padding) pass.
inline constexpr double largestValue = 512.0;
inline constexpr double batchNormEpsilon = 6.1e-5;

// Builds the network of a checkpoint, demanding every tensor with its shape. `vocabulary`: tokens, special ones included.
// Error classes: those of nn::ParameterLoader and checkSupported().
Result<Network> loadNetwork(const checkpoint::Bundle &bundle, const Config &config, std::int64_t vocabulary);

at::Tensor encodeGenes(const Network &network, const at::Tensor &ids);
at::Tensor encodeValues(const Network &network, const at::Tensor &values, const nn::Dropout *dropout = nullptr);
// What enters the transformer.
at::Tensor encodeInput(const Network &network, const at::Tensor &genes, const at::Tensor &values);
// Through all layers; mask as nn::attentionMask makes it.
at::Tensor encode(const Network &network, const at::Tensor &input, const at::Tensor &mask, const nn::Pass &pass);

at::Tensor decodeExpression(const ExpressionDecoder &decoder, const at::Tensor &hidden);  // [cells x tokens]
at::Tensor decodeGeneQuery(const GeneQueryDecoder &decoder, const at::Tensor &genes,
                           const at::Tensor &cellVectors);                        // [cells x tokens]
at::Tensor classify(const ClassDecoder &decoder, const at::Tensor &cellVectors);  // logits

}  // namespace lexicell::models::scgpt
