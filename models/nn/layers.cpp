#include "models/nn/layers.h"

#include "models/nn/headroom.h"
#include "models/nn/packed_linear.h"
#include "models/nn/trained_linear.h"

#include <ATen/core/grad_mode.h>

namespace lexicell::models::nn {

Dropout::Dropout(double share, at::Generator generator) : m_share(share), m_generator(std::move(generator)) {}

at::Tensor Dropout::operator()(const at::Tensor &x) const
{
    if (m_share <= 0.0) return x;
    const double keep = 1.0 - m_share;
    const at::Tensor mask = at::empty_like(x, at::MemoryFormat::Contiguous).bernoulli_(keep, m_generator).div_(keep);
    return x * mask;
}

std::uint64_t Dropout::draw() const
{
    const at::Tensor drawn = at::empty({1}, at::TensorOptions(at::kLong).device(m_generator.device()));
    return static_cast<std::uint64_t>(drawn.random_(m_generator).item<std::int64_t>());
}

at::Tensor dropped(const at::Tensor &x, const Dropout *dropout) { return dropout ? (*dropout)(x) : x; }

at::Tensor linear(const Linear &part, const at::Tensor &x, Activation activation)
{
    const bool relu = activation == Activation::Relu;
    requireHeadroom(x.numel() / x.size(-1) * part.weight.size(0) * static_cast<std::int64_t>(sizeof(float)));
    if (part.packed.defined()) return packedLinear(x, part.weight, part.packed, part.bias, relu);
    if (isTrainedHere(x, part.weight, part.bias)) {
        const at::Tensor y = trainedLinear(x, part.weight, part.bias);
        return relu ? at::relu(y) : y;
    }
    const bool convert = part.weight.scalar_type() != x.scalar_type();
    at::Tensor y = at::linear(convert ? x.to(part.weight.scalar_type()) : x, part.weight, part.bias);
    if (relu) y = at::GradMode::is_enabled() ? at::relu(y) : at::relu_(y);
    return convert ? y.to(x.scalar_type()) : y;
}

void pack(Linear &part)
{
    if (!part.packed.defined() && canPack(part.weight)) part.packed = packWeight(part.weight);
}

void toBFloat16(Linear &part)
{
    part.weight = part.weight.to(at::kBFloat16);
    if (part.bias.defined()) part.bias = part.bias.to(at::kBFloat16);
    part.packed.reset();
}

Linear rows(const Linear &part, std::int64_t begin, std::int64_t end)
{
    Linear piece;
    piece.weight = part.weight.slice(0, begin, end);
    if (part.bias.defined()) piece.bias = part.bias.slice(0, begin, end);
    return piece;
}

at::Tensor layerNorm(const LayerNorm &part, const at::Tensor &x)
{
    return at::layer_norm(x, {x.size(-1)}, part.weight, part.bias, layerNormEpsilon);
}

Affine affine(const BatchNorm &part)
{
    const at::Tensor unit = at::rsqrt(part.variance + part.epsilon);
    if (!part.weight.defined()) return {unit, -part.mean * unit};
    const at::Tensor scale = part.weight * unit;
    return {scale, part.bias - part.mean * scale};
}

at::Tensor batchNorm(const BatchNorm &part, const at::Tensor &x, bool training)
{
    constexpr double momentum = 0.1;  // PyTorch's default
    return at::batch_norm(x.flatten(0, -2), part.weight, part.bias, part.mean, part.variance, training, momentum, part.epsilon,
                          false)
        .view(x.sizes());
}

}  // namespace lexicell::models::nn
