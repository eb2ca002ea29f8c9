// scGPT's network (Cui et al. 2024; upstream commit cebd6fa: the released model class, the perturbation and the multi-omic
// one): gene and value encoders, a post-norm transformer, and the heads of the checkpoint. One set of formulas for
// inference and training.
//
// Shapes: ids [cells x tokens] int64, values [cells x tokens] float32, padding [cells x tokens] bool (true: ignore),
// hidden states [cells x tokens x width]. The output at padding is arbitrary and must not be used.
#pragma once

#include "core/base/result.h"
#include "models/checkpoint/bundle.h"
#include "models/nn/attention.h"
#include "models/nn/tensor_bridge.h"
#include "models/families/scgpt/format/config.h"
#include "models/families/scgpt/format/layout.h"

#include <ATen/ATen.h>

#include <optional>
#include <string>
#include <vector>

namespace lexicell::models::scgpt {

// A number per token from its input vector: width (or twice that) -> width -> width -> 1, LeakyReLU between.
struct TokenDecoder {
    nn::Linear first, second, last;
};

// A value per token from its hidden state (upstream: ExprDecoder; objective GEP).
struct ExpressionDecoder {
    TokenDecoder value;
    std::optional<TokenDecoder> nonZero;  // logit of P(value > 0) ("explicit zero probability")
};

// Expression after a perturbation: coefficient x input value + bias (upstream: AffineExprDecoder).
struct AffineDecoder {
    ExpressionDecoder coefficient, bias;
};

// A value per gene from the cell vector (upstream: MVCDecoder, "inner product"; objective GEPC).
struct GeneQueryDecoder {
    nn::Linear query;                   // gene2query
    nn::Linear product;                 // W, no bias
    std::optional<nn::Linear> nonZero;  // W_zero_logit
};

// Classes from the cell vector (upstream: ClsDecoder with ReLU, AdversarialDiscriminator with LeakyReLU).
struct ClassDecoder {
    std::vector<nn::Linear> layers;
    std::vector<nn::LayerNorm> norms;
    nn::Linear out;
};

// A vector per batch or modality.
struct LabelEncoder {
    at::Tensor table;  // [labels x width]
    nn::LayerNorm norm;
};

struct Network {
    Config config;
    Parts parts;
    std::int64_t vocabulary = 0;
    std::int64_t padId = -1;  // training does not change its embedding; -1: unknown
    at::Tensor genes;         // [vocabulary x width]
    nn::LayerNorm geneNorm;
    at::Tensor generationMarks;  // flag_encoder [2 x width]: row 1 replaces the value of a gene to be generated
    nn::Linear value1, value2;   // 1 -> width -> width
    nn::LayerNorm valueNorm;
    at::Tensor perturbationMarks;            // pert_encoder [3 x width]: row 0 not perturbed, 1 perturbed, 2 never used
    std::optional<nn::BatchNorm> batchNorm;  // fine-tuned models of versions before 0.1.8
    std::vector<nn::BatchNorm> domainNorms;  // by batch label, without affine part
    std::optional<LabelEncoder> batches, modalities;
    std::vector<nn::EncoderLayer> layers;
    std::optional<ExpressionDecoder> expression;
    std::optional<AffineDecoder> perturbation;
    std::optional<ClassDecoder> classes;
    std::optional<GeneQueryDecoder> geneQuery;
    std::optional<ClassDecoder> discriminator;  // predicts the batch of a cell; trained adversarially
    std::vector<std::string> ignored;           // tensors of the file that are not used here
};

// Upstream's upper limit of continuous values. There is no lower limit, so -1 (hidden) and -2 (padding) pass.
inline constexpr double largestValue = 512.0;
inline constexpr double batchNormEpsilon = 6.1e-5;

// An empty network with the parts and sizes of `config`, `vocabulary` and `parts`; its tensors are undefined.
Network blankNetwork(const Config &config, std::int64_t vocabulary, const Parts &parts);
// Builds the network of a checkpoint and requires every tensor with its shape. `vocabulary`: tokens, special ones included.
// Error classes: those of nn::ParameterLoader.
Result<Network> loadNetwork(const checkpoint::Bundle &bundle, const Config &config, std::int64_t vocabulary);

at::Tensor encodeGenes(const Network &network, const at::Tensor &ids);
at::Tensor encodeValues(const Network &network, const at::Tensor &values, const nn::Dropout *dropout = nullptr);
at::Tensor encodeLabels(const LabelEncoder &encoder, const at::Tensor &labels);

// The input of the transformer: genes (encodeGenes) + values, if any, + marks of perturbed genes, then the batch
// norm. Domain-specific norms: in evaluation each cell's own; in training that of the first cell, as upstream, so a minibatch
// must hold one batch.
at::Tensor encodeInput(const Network &network, const nn::TokenTensors &tokens, const at::Tensor &genes, const nn::Pass &pass);
// Applies the layers from number `from` on, whose input is `input`; mask as nn::attentionMask makes it. Throws nn::Stopped, see
// nn::Pass.
at::Tensor encode(const Network &network, const at::Tensor &input, const at::Tensor &mask, const nn::Pass &pass,
                  std::size_t from = 0);
// The same for the first token alone, [cells x width]: the last layer computes no other.
at::Tensor encodeFirst(const Network &network, const at::Tensor &input, const at::Tensor &mask, const nn::Pass &pass,
                       std::size_t from = 0);
// Only the layers below number `until`.
at::Tensor encodeBelow(const Network &network, const at::Tensor &input, const at::Tensor &mask, const nn::Pass &pass,
                       std::size_t until);
nn::PromptStates encode(const Network &network, const nn::PromptStates &input, const at::Tensor &mask, const nn::Pass &pass);

}  // namespace lexicell::models::scgpt
