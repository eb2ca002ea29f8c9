// A whole forward pass through a scGPT network: from tokens to the output of its heads. Serves the abilities (evaluation) and the
// objectives (training), so the parts are connected in one place.
// Source: upstream's TransformerModel, TransformerGenerator and MultiOmicTransformerModel at commit cebd6fa; the generative
// pass: branch dev-temp at commit 4068d67.
#pragma once

#include "models/families/scgpt/network/network.h"

namespace lexicell::models::scgpt {

struct Wanted {
    bool expression = false;  // per token: GEP; for a perturbation model the affine decoder
    bool fromCell = false;    // MVC
    bool classes = false;
    bool discriminator = false;
    bool everyToken = true;  // false: `hidden` is not needed, unless for the above; the last layer computes the first token alone
};

// The output of the lowest layers, where it is known already: the network begins behind them.
struct Entry {
    at::Tensor hidden{};    // [cells x tokens x width]; undefined: it begins with the tokens
    std::size_t layer = 0;  // the layer that it enters
};

// Undefined: not requested, or the network lacks the part.
struct Outputs {
    at::Tensor hidden;           // [cells x tokens x width]; undefined: see Wanted::everyToken
    at::Tensor cellVectors;      // [cells x width]: the first token's
    at::Tensor expression;       // [cells x tokens]
    at::Tensor nonZero;          // [cells x tokens] P(value > 0)
    at::Tensor fromCell;         // [cells x tokens]
    at::Tensor nonZeroFromCell;  // [cells x tokens]
    at::Tensor classes;          // [cells x classes] logits
    at::Tensor batches;          // [cells x batches] logits; the gradient is reversed before the cell vectors
};
Outputs forward(const Network &network, const nn::TokenTensors &tokens, const Wanted &wanted, const nn::Pass &pass,
                const Entry &entry = {});

// Expression of the tokens from a given vector per cell, [cells x tokens] (upstream: generate()). The vector replaces the
// first token's input, after the batch norm. Without values only the genes are used.
at::Tensor generate(const Network &network, const nn::TokenTensors &tokens, const at::Tensor &cellVectors, const nn::Pass &pass);

// The generative pass: known tokens with values, asked tokens without. `cellVectors`, if defined, replaces
// the first known token's input ("cell prompt").
struct PromptOutputs {
    at::Tensor known;        // [cells x known tokens] expression
    at::Tensor asked;        // [cells x other tokens]
    at::Tensor fromCell;     // [cells x known and other tokens] MVC; undefined: no such decoder
    at::Tensor cellVectors;  // [cells x width]
};
PromptOutputs forwardPrompt(const Network &network, const nn::TokenTensors &known, const nn::TokenTensors &asked,
                            const at::Tensor &cellVectors, const nn::Pass &pass);

at::Tensor classify(const ClassDecoder &decoder, const at::Tensor &cellVectors);  // logits

}  // namespace lexicell::models::scgpt
