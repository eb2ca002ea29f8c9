// The post-norm transformer layer of Vaswani et al. 2017 with a ReLU feed-forward part, as PyTorch's TransformerEncoderLayer
// computes it with norm_first false; scGPT's layers are of this kind.
//
// Shapes: h [cells x tokens x width]; qkv's weight [3 width x width], rows ordered (q | k | v), head by head, channel by channel.
#pragma once

#include "core/base/job_context.h"
#include "models/nn/layers.h"

#include <vector>

namespace lexicell::models::nn {

struct EncoderLayer {
    Linear qkv;
    Linear out;
    Linear feedForward1;
    Linear feedForward2;
    LayerNorm norm1;  // after attention
    LayerNorm norm2;  // after the feed-forward part
    std::int64_t heads = 1;
};

// How a forward pass is computed; the result stays the same.
struct Pass {
    const Dropout *dropout = nullptr;  // null: evaluation. Batch norms use a batch's own statistics where it is not null
    bool fused = true;                 // LibTorch's fused attention; false: softmax written out, the reference
    const JobContext *job = nullptr;   // checked between layers; when cancelled, a network throws Stopped (guard.h)
};

// softmax(q kᵀ / √D) v with q [cells x heads x queries x D]. Keys where `mask` (attentionMask) is false get weight exactly 0.
at::Tensor attend(const at::Tensor &q, const at::Tensor &k, const at::Tensor &v, const at::Tensor &mask, const Pass &pass);
// [cells x tokens x parts·width] as `parts` tensors [cells x heads x tokens x D]: heads are contiguous slices of the width.
std::vector<at::Tensor> splitHeads(const at::Tensor &x, std::int64_t parts, std::int64_t heads);
// The inverse: [cells x heads x tokens x D] as [cells x tokens x width].
at::Tensor joinHeads(const at::Tensor &context);

// The keys to attend to: [cells x 1 x 1 x tokens] bool, true: a token. Undefined when no row has padding.
at::Tensor attentionMask(const at::Tensor &padding);

at::Tensor encoderLayer(const EncoderLayer &layer, const at::Tensor &h, const at::Tensor &mask, const Pass &pass);

// q·k of every head before scale and softmax, [cells x heads x tokens x tokens] float32; rows are queries.
at::Tensor attentionLogits(const EncoderLayer &layer, const at::Tensor &h);

// Two kinds of tokens in one layer: known tokens attend to each other, an asked token attends to the known ones and itself.
// Source: scGPT's pretraining branch dev-temp, commit 4068d67, which does not pass the attention of asked tokens
// through the output projection; weights trained so require the same here. `mask`: of the known tokens.
struct PromptStates {
    at::Tensor known;  // [cells x known tokens x width]
    at::Tensor asked;  // [cells x other tokens x width]
};
PromptStates promptLayer(const EncoderLayer &layer, const PromptStates &h, const at::Tensor &mask, const Pass &pass);

// The layer's output for the first token only, [cells x 1 x width]: keys and values of all tokens, the rest for one token.
// Equal to encoderLayer(…)[:, :1]; as the last layer of a cell encoder it saves most of a layer.
struct FirstTokenLayer {
    Linear query;
    Linear keyValue;
    EncoderLayer rest;  // its qkv is not used
};
FirstTokenLayer firstTokenLayer(const EncoderLayer &layer);
at::Tensor encoderLayer(const FirstTokenLayer &layer, const at::Tensor &h, const at::Tensor &mask, const Pass &pass);

// For inference: packed products, or products with bfloat16 inputs. Norms and residuals stay in float32.
void pack(EncoderLayer &layer);
void pack(FirstTokenLayer &layer);
void toBFloat16(EncoderLayer &layer);

}  // namespace lexicell::models::nn
