// Matrix products through oneDNN with a weight reordered once (LibTorch's operators mkldnn::_reorder_linear_weight and
// mkldnn::_linear_pointwise). float32 on the CPU, inference only. If LibTorch lacks them, canPack() is false and the
// ordinary product is used: same arithmetic in another summation order.
#pragma once

#include <ATen/ATen.h>

namespace lexicell::models::nn {

bool canPack(const at::Tensor &weight);
at::Tensor packWeight(const at::Tensor &weight);
// x Wᵀ + b, optionally with a fused ReLU. `weight` gives the shape, `packed` the numbers.
at::Tensor packedLinear(const at::Tensor &x, const at::Tensor &weight, const at::Tensor &packed, const at::Tensor &bias,
                        bool relu);

}  // namespace lexicell::models::nn
