// The feed-forward part of a process layer whose latents are narrow: linear, GELU, linear with four numbers, thousands, four
// again. Matrix products of such shapes move the hidden numbers through memory three times, so they are computed block by block
// in registers. float32, CPU, inference. erf as a rational function of relative error 5e-7 (the coefficients of Eigen 3.3,
// MathFunctionsImpl.h, generic_fast_erf_float).
#pragma once

#include "models/nn/layers.h"

namespace lexicell::models::exceiver {

class NarrowFeedForward {
  public:
    static bool applies(const nn::Linear &up, const nn::Linear &down);
    NarrowFeedForward(const nn::Linear &up, const nn::Linear &down);

    // [… x 4] -> [… x 4]. Each row's bits depend on that row alone.
    at::Tensor operator()(const at::Tensor &x) const;

  private:
    at::Tensor m_up;      // [5 x hidden]: four weights, bias
    at::Tensor m_down;    // [4 x hidden]
    at::Tensor m_offset;  // [4]
};

}  // namespace lexicell::models::exceiver
