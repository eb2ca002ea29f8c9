// A whole forward pass through a scGPT network: from tokens to what its heads say. Serves the abilities (evaluation) and the
// objectives (training), so there is one copy of how the parts are joined.
// Source: upstream's TransformerModel, TransformerGenerator and MultiOmicTransformerModel at commit cebd6fa; the generative
// pass: branch dev-temp at commit 4068d67.
#pragma once

#include "models/scgpt/network.h"

namespace lexicell::models::scgpt {

struct Wanted {
    bool expression = false;  // per token: GEP; of a perturbation model the affine decoder
    bool fromCell = false;    // MVC
    bool classes = false;
    bool discriminator = false;
};

// Undefined: not wanted, or the network has no part for it.
struct Outputs {
    at::Tensor hidden;           // [cells x tokens x width]
    at::Tensor cellVectors;      // [cells x width]: the first token's
    at::Tensor expression;       // [cells x tokens]
    at::Tensor nonZero;          // [cells x tokens] P(value > 0)
    at::Tensor fromCell;         // [cells x tokens]
    at::Tensor nonZeroFromCell;  // [cells x tokens]
    at::Tensor classes;          // [cells x classes] logits
    at::Tensor batches;          // [cells x batches] logits; its gradient is reversed before the cell vectors
};
Outputs forward(const Network &network, const nn::TokenTensors &tokens, const Wanted &wanted, const nn::Pass &pass);

// Expression of the tokens from a given cell vector each, [cells x tokens] (upstream: generate()): it takes the place of the
// first token's input, after the batch norm. Without values only the genes count.
at::Tensor generate(const Network &network, const nn::TokenTensors &tokens, const at::Tensor &cellVectors, const nn::Pass &pass);

// The generative pass: known tokens with values, tokens that are asked for without. `cellVectors`, where defined, takes the
// place of the first known token's input ("cell prompt").
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
