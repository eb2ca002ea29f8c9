// Matrix products of training through oneDNN, forwards and backwards, where packed_linear.h has its operators: the arithmetic of
// at::linear in another summation order, on AMD processors about twice as fast as the BLAS that comes with LibTorch.
#pragma once

#include <ATen/ATen.h>

namespace lexicell::models::nn {

// Whether a gradient is asked for, and the product is large enough to be worth the reordering: float32 on the CPU.
bool isTrainedHere(const at::Tensor &x, const at::Tensor &weight, const at::Tensor &bias);

// x Wᵀ + b with gradients; x [… x in], weight [out x in], bias [out] or undefined.
at::Tensor trainedLinear(const at::Tensor &x, const at::Tensor &weight, const at::Tensor &bias);

}  // namespace lexicell::models::nn
