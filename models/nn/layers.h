// The common parts of transformers, as plain structs of tensors and functions on them. A network is a struct of these
// parts; the same functions serve inference (no gradients, in place, packed weights) and training (autograd, dropout), so
// there is one copy of each formula.
//
// Shapes: x is [… x channels]. Weights are stored as PyTorch stores them: Linear [out x in].
#pragma once

#include <ATen/ATen.h>

#include <cstdint>

namespace lexicell::models::nn {

// Random zeroing in training, scaled so that the expectation stays: x * mask / (1 - share). It has its own generator,
// so a run depends on its seed only and not on other uses of LibTorch in the process.
class Dropout {
  public:
    Dropout(double share, at::Generator generator);
    at::Tensor operator()(const at::Tensor &x) const;
    double share() const { return m_share; }
    std::uint64_t draw() const;  // the seed of random numbers that are made elsewhere

  private:
    double m_share;
    at::Generator m_generator;
};
// Null: evaluation, nothing is dropped.
at::Tensor dropped(const at::Tensor &x, const Dropout *dropout);

struct Linear {
    at::Tensor weight;  // [out x in], float32 or bfloat16: the product is computed in this type and accumulated in float32
    at::Tensor bias;    // [out]; undefined: none
    at::Tensor packed;  // `weight` in the processor's own order; undefined: not packed. Inference only
};
enum class Activation { None, Relu };
// x Wᵀ + b; the result has x's type.
at::Tensor linear(const Linear &part, const at::Tensor &x, Activation activation = Activation::None);

// Reorders the weight for oneDNN's kernels, if this LibTorch has them and the weight is float32 on the CPU. Same
// arithmetic in another summation order; on AMD processors about twice as fast as the BLAS that comes with LibTorch.
void pack(Linear &part);
// From this call on computes with bfloat16 inputs.
void toBFloat16(Linear &part);
// Rows [begin, end) of a Linear: a part of its outputs. Shares memory; not packed.
Linear rows(const Linear &part, std::int64_t begin, std::int64_t end);

struct LayerNorm {
    at::Tensor weight;  // [channels]
    at::Tensor bias;
};
inline constexpr double layerNormEpsilon = 1e-5;  // PyTorch's default, which scGPT uses
at::Tensor layerNorm(const LayerNorm &part, const at::Tensor &x);

// Batch norm over the last axis.
struct BatchNorm {
    at::Tensor weight;  // [channels]; undefined, and the bias too: no affine part
    at::Tensor bias;
    at::Tensor mean;
    at::Tensor variance;
    double epsilon = 1e-5;
};
struct Affine {
    at::Tensor scale;  // [channels]
    at::Tensor shift;
};
// The running statistics as one multiplication and one addition per channel.
Affine affine(const BatchNorm &part);
// With the running statistics; in training with those of x over all other axes (biased variance), and the running ones move
// a tenth of the way towards them (unbiased variance), in place.
at::Tensor batchNorm(const BatchNorm &part, const at::Tensor &x, bool training = false);

}  // namespace lexicell::models::nn
