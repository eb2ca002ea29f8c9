// FAVOR+ attention with the softmax kernel (Choromanski et al. 2021), as upstream's scBERT computes it at commit 262fd4b
// (performer_pytorch.py, softmax_kernel and linear_attention).
//
// With the saved projection P [features x headWidth] of a block, c = headWidth^(-1/4), eps = 1e-4, and for u = q or k of one head
//     a = c P u,  g = c² |u|² / 2
//     Q = exp(a - g - max over the features of a) + eps,   K = exp(a - g - M) + eps
//     output of a query = (Q · Σ K vᵀ) / (Q · Σ K)
// Upstream's factor features^(-1/2) on Q and K cancels and is left out. M is one maximum of a over a whole key tensor, so the
// result depends on everything in that tensor.
#pragma once

#include "models/nn/layers.h"

#include <ATen/ATen.h>

#include <cstdint>

namespace lexicell::models::scbert {

inline constexpr double kernelEpsilon = 1e-4;

// The range of the maximum M. PerCell: heads, positions and features of one cell, as in upstream's prediction (one cell at a
// time); then no cell depends on its batch mates. PerBatch: the cells too, as in upstream's training.
enum class KeyMaximum { PerCell, PerBatch };

struct Attention {
    nn::Linear query, key, value;  // [heads * headWidth x width]
    nn::Linear out;
    at::Tensor projection;  // P, saved in the checkpoint, never generated here
    std::int64_t heads = 1;

    std::int64_t headWidth() const { return projection.size(1); }
};

// x [cells x sequence x width] normalized; the result has the same shape.
at::Tensor attend(const Attention &attention, const at::Tensor &x, KeyMaximum keyMaximum);

// Parts of the formula, for forward.h. u [… x headWidth] of one or more heads.
double projectionScale(const Attention &attention);                        // c
at::Tensor squaredNorms(const Attention &attention, const at::Tensor &u);  // g, the last axis kept with length 1

}  // namespace lexicell::models::scbert
