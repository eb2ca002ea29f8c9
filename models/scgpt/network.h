// scGPT's network (Cui et al. 2024; upstream commit cebd6fa: the released model class, the perturbation and the multi-omic
// one): gene and value encoders, a post-norm transformer, and the parts a checkpoint brings. One copy of the formulas for
// inference and training.
//
// Shapes: ids [cells x tokens] int64, values [cells x tokens] float32, padding [cells x tokens] bool (true: ignore),
// hidden states [cells x tokens x width]. What comes out at padding is arbitrary and must not be used.
#pragma once

#include "core/base/result.h"
#include "models/checkpoint/bundle.h"
#include "models/nn/attention.h"
#include "models/nn/tensor_bridge.h"
#include "models/scgpt/config.h"
#include "models/scgpt/layout.h"

#include <ATen/ATen.h>

#include <optional>
#include <string>
#include <vector>

namespace lexicell::models::scgpt {

// A number per token from what is known of it: width (or twice that) -> width -> width -> 1, LeakyReLU between.
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
    std::int64_t padId = -1;  // whose embedding training leaves alone; -1: unknown
    at::Tensor genes;         // [vocabulary x width]
    nn::LayerNorm geneNorm;
    at::Tensor generationMarks;  // flag_encoder [2 x width]: row 1 stands for the value of a gene to be generated
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
    std::optional<ClassDecoder> discriminator;  // which batch a cell is from; trained against
    std::vector<std::string> ignored;           // tensors of the file that have no use here
};

// Upstream's clip of continuous values; there is no lower bound, so -1 (hidden) and -2 (padding) pass.
inline constexpr double largestValue = 512.0;
inline constexpr double batchNormEpsilon = 6.1e-5;

// An empty network with the parts and sizes that `config`, `vocabulary` and `parts` say; its tensors are undefined.
Network blankNetwork(const Config &config, std::int64_t vocabulary, const Parts &parts);
// Builds the network of a checkpoint, demanding every tensor with its shape. `vocabulary`: tokens, special ones included.
// Error classes: those of nn::ParameterLoader.
Result<Network> loadNetwork(const checkpoint::Bundle &bundle, const Config &config, std::int64_t vocabulary);

at::Tensor encodeGenes(const Network &network, const at::Tensor &ids);
at::Tensor encodeValues(const Network &network, const at::Tensor &values, const nn::Dropout *dropout = nullptr);
at::Tensor encodeLabels(const LabelEncoder &encoder, const at::Tensor &labels);

// What enters the transformer: genes (encodeGenes) + values, where there are any, + marks of perturbed genes, then the batch
// norm. Domain-specific ones: in evaluation each cell's own; in training that of the first cell, as upstream, so a minibatch
// must hold one batch.
at::Tensor encodeInput(const Network &network, const nn::TokenTensors &tokens, const at::Tensor &genes, const nn::Pass &pass);
// Through all layers; mask as nn::attentionMask makes it. Throws nn::Stopped, see nn::Pass.
at::Tensor encode(const Network &network, const at::Tensor &input, const at::Tensor &mask, const nn::Pass &pass);
nn::PromptStates encode(const Network &network, const nn::PromptStates &input, const at::Tensor &mask, const nn::Pass &pass);

}  // namespace lexicell::models::scgpt
