// Attention with dropout on its weights, for training on the CPU. LibTorch's fused attention has no dropout there, and written
// out it keeps three arrays of [cells x heads x tokens x tokens] for the backward pass. Here a block of queries is computed at a
// time, in the cache of a core, and nothing of that size is kept: the backward pass computes the weights again, as FlashAttention
// does (Dao et al. 2022).
#pragma once

#include <ATen/ATen.h>

#include <cstdint>

namespace lexicell::models::nn {

// Which weights are dropped: weight (cell, head, query, key) by its own random number, a function of the seed and the place.
struct AttentionDropout {
    double share = 0.0;      // kept to a multiple of 1/65536
    std::uint64_t seed = 0;  // of one call
};

// Whether dropped attention can be computed here: float32 on the CPU.
bool canDropHere(const at::Tensor &q);

// dropout(softmax(q kᵀ / √D)) v, [cells x heads x tokens x D] each; q may hold the first tokens alone. Kept weights are divided
// by 1 - share. `mask` as nn::attentionMask() makes it. A query that is padding at the end of a cell gets zeros: nothing attends
// to it.
at::Tensor droppedAttention(const at::Tensor &q, const at::Tensor &k, const at::Tensor &v, const at::Tensor &mask,
                            const AttentionDropout &dropout);

// What the weights are multiplied by, [cells x heads x queries x keys]: 0 or 1/(1 - share). For tests.
at::Tensor droppedWeights(std::int64_t cells, std::int64_t heads, std::int64_t queries, std::int64_t keys,
                          const AttentionDropout &dropout);

}  // namespace lexicell::models::nn
