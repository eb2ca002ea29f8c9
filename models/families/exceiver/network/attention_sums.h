// The encoder's attention as sums that tokens can be added to and subtracted from (spec/performance.md §12). With q running over
// the latents and heads, a cell's context is N[q] / Z[q],
//     Z[q] = Σ over tokens of exp(q·k + bias - shift[q]),   N[q] = Σ of the same times v.
// A gene without counts has the same k, v and bias in every cell, so the sums of an empty cell are computed once. A cell is that
// plus the difference of its own tokens, and a cell with one gene changed is the cell plus that gene's difference.
//
// Also exact: the queries do not depend on the cell, and LN(v e) of a gene vector e needs one number per token,
// LN(v e) = s (e - mean e) γ + β with s = v / sqrt(v² var e + ε), so k = s k_g + b and v = s v_g + b from a table.
#pragma once

#include "models/families/exceiver/network/network.h"

#include <ATen/ATen.h>

namespace lexicell::models::exceiver {

// Some tokens of one cell.
struct Tokens {
    at::Tensor ids;      // [n] int64
    at::Tensor values;   // [n] float32
    at::Tensor keyBias;  // [n] float32
};

// Sums are kept in float64: subtracting an earlier term leaves its rounding error.
struct AttentionSums {
    at::Tensor weight;  // Z [… heads x Q]
    at::Tensor values;  // N [… heads x Q x channels]
};

class AttentionTable {
  public:
    AttentionTable(const Network &network, at::Device device);

    // Of each query over the tokens, [heads x Q]: the shift that keeps every exponential at most 1.
    at::Tensor largestLogits(const Tokens &tokens) const;
    // Summed over the tokens.
    AttentionSums sum(const Tokens &tokens, const at::Tensor &shift) const;
    // For every token separately, [n x heads x Q] and [n x heads x Q x channels].
    AttentionSums each(const Tokens &tokens, const at::Tensor &shift) const;
    // The latents [… x Q x E] from sums [… x heads x Q]: context, projection, residual, M.
    at::Tensor latents(const AttentionSums &sums) const;

  private:
    struct KeysValues {
        at::Tensor keys;    // [heads x n x channels], divided by √channels
        at::Tensor values;  // [heads x n x channels]
    };
    KeysValues keysValues(const Tokens &tokens) const;
    at::Tensor exponentials(const KeysValues &of, const Tokens &tokens, const at::Tensor &shift) const;  // [heads x Q x n]

    CrossAttention m_block;
    at::Tensor m_residual;   // [Q x E]
    at::Tensor m_queries;    // [heads x Q x channels]
    at::Tensor m_table;      // [rows x 2 E], k_g and v_g
    at::Tensor m_offset;     // [2 E], b of both
    at::Tensor m_variances;  // [rows], of the gene vectors
};

AttentionSums operator+(const AttentionSums &a, const AttentionSums &b);
AttentionSums operator-(const AttentionSums &a, const AttentionSums &b);

}  // namespace lexicell::models::exceiver
