// The first layer of a cell's variants that lack one token each. Attention has no positions, so for the tokens that stay only one
// term of each softmax is missing: with e the exponential of the token that goes, Z the sum of all and N the sum of all times
// their values, the context is (N - e v) / (Z - e). Queries, keys, values, Z and N of the whole cell are computed once.
// Source of the formula: the online softmax of Milakov and Gimelshein 2018, read backwards.
#pragma once

#include "models/nn/attention.h"

#include <cstdint>
#include <vector>

namespace lexicell::models::scgpt {

class SharedLayer {
  public:
    // `input` [1 x tokens x width] of the whole cell. `layer` must outlive this.
    SharedLayer(const nn::EncoderLayer &layer, const at::Tensor &input);

    // The layer's output for each variant, [variants x tokens - 1 x width]. `without`: the token that a variant lacks. A
    // variant whose token held most of a query's weight has lost digits and is computed anew.
    at::Tensor outputs(const std::vector<std::int64_t> &without) const;

  private:
    at::Tensor rest(const at::Tensor &of, std::int64_t without, std::int64_t axis) const;

    const nn::EncoderLayer &m_layer;
    at::Tensor m_input;
    at::Tensor m_values;        // [1 x heads x tokens x D]
    at::Tensor m_exponentials;  // [1 x heads x queries x keys]
    at::Tensor m_weight;        // Z [1 x heads x queries x 1]
    at::Tensor m_sum;           // N [1 x heads x queries x D]
};

}  // namespace lexicell::models::scgpt
