// Matrix products through oneDNN with a weight reordered once (LibTorch's operators mkldnn::_reorder_linear_weight and
// mkldnn::_linear_pointwise). float32 on the CPU, inference only. Where a LibTorch lacks them, canPack() says no and the
// ordinary product is used: same arithmetic in another summation order.
#pragma once

#include <ATen/ATen.h>

namespace lexicell::models::nn {

bool canPack(const at::Tensor &weight);
at::Tensor packWeight(const at::Tensor &weight);
// x Wᵀ + b, with the ReLU fused into the product when asked for. `weight` gives the shape, `packed` the numbers.
at::Tensor packedLinear(const at::Tensor &x, const at::Tensor &weight, const at::Tensor &packed, const at::Tensor &bias,
                        bool relu);

}  // namespace lexicell::models::nn
