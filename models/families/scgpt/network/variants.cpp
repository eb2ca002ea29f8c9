// Variants of a cell: the two interfaces of cell_variants.h.
#include "models/families/scgpt/network/encoder.h"
#include "models/families/scgpt/network/evaluator.h"
#include "models/families/scgpt/network/shared_layer.h"
#include "models/nn/device.h"
#include "models/nn/guard.h"

#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>

namespace lexicell::models::scgpt {

namespace {

// The token that each variant lacks; empty: at least one differs in another way.
std::vector<std::int64_t> missingTokens(const TokenBatch &cell, const TokenBatch &variants)
{
    const auto tokens = static_cast<std::size_t>(cell.tokens), rest = static_cast<std::size_t>(variants.tokens);
    if (rest + 1 != tokens || rest == 0) return {};
    std::vector<std::int64_t> missing;
    for (std::size_t begin = 0; begin < variants.genes.size(); begin += rest) {
        const auto same = [&](std::size_t ofVariant, std::size_t ofCell) {
            return variants.genes[begin + ofVariant] == cell.genes[ofCell] &&
                   variants.values[begin + ofVariant] == cell.values[ofCell];
        };
        std::size_t place = 0;
        while (place < rest && same(place, place)) ++place;
        for (std::size_t i = place; i < rest; ++i)
            if (!same(i, i + 1)) return {};
        missing.push_back(static_cast<std::int64_t>(place));
    }
    return missing;
}

nn::Linear unpacked(nn::Linear part)
{
    part.packed.reset();
    return part;
}

nn::EncoderLayer unpacked(nn::EncoderLayer layer)
{
    for (nn::Linear *part : {&layer.qkv, &layer.out, &layer.feedForward1, &layer.feedForward2}) part->packed.reset();
    return layer;
}

}  // namespace

Result<std::vector<float>> Encoder::encodeVariants(const TokenBatch &cell, const TokenBatch &variants, JobContext &context) const
{
    const auto missing = missingTokens(cell, variants);
    const bool shares = m_device.is_cpu() && m_compute.precision == "fp32" && !m_network.layers.empty();
    if (!shares || missing.empty()) return encodeCells(variants, context);
    return nn::guarded("embedding variants of a cell", [&]() -> Result<std::vector<float>> {
        const at::NoGradGuard noGradients;
        nn::useThreads(m_compute.threads);
        LEXICELL_CHECK(checkBatch(m_network, cell, Depth::Hidden));
        LEXICELL_CHECK(checkBatch(m_network, variants, Depth::Hidden));
        const SharedLayer first(m_network.layers.front(), input(nn::toTorch(cell, 0, 1)));
        const auto step = static_cast<std::size_t>(cellsPerPass(m_device, variants.tokens));
        std::vector<float> embedding;
        for (std::size_t begin = 0; begin < missing.size(); begin += step) {
            if (context.cancelled()) return cancelled();
            const std::size_t end = std::min(begin + step, missing.size());
            const std::vector<std::int64_t> some(missing.begin() + static_cast<std::ptrdiff_t>(begin),
                                                 missing.begin() + static_cast<std::ptrdiff_t>(end));
            LEXICELL_TRY(vectors, through(first.outputs(some), 1, {}, context));
            const auto rows = nn::toVector(vectors / vectors.norm(2, -1, true).clamp_min(1e-12));
            embedding.insert(embedding.end(), rows.begin(), rows.end());
        }
        return embedding;
    });
}

// The same weights without the packed form, which has no gradient.
Encoder Encoder::differentiable() const
{
    Encoder own = *this;
    for (nn::EncoderLayer &layer : own.m_network.layers) layer = unpacked(layer);
    own.m_last.query = unpacked(own.m_last.query);
    own.m_last.keyValue = unpacked(own.m_last.keyValue);
    own.m_last.rest = unpacked(own.m_last.rest);
    return own;
}

Result<std::vector<float>> Encoder::firstOrder(const TokenBatch &cell, ChangeKind kind, const std::vector<float> &directions,
                                               JobContext &context) const
{
    return nn::guarded("ranking genes", [&]() -> Result<std::vector<float>> {
        nn::useThreads(m_compute.threads);
        LEXICELL_CHECK(checkBatch(m_network, cell, Depth::Hidden));
        const Encoder network = differentiable();
        const nn::TokenTensors tokens = nn::toTorch(cell, 0, 1);
        at::Tensor own, change;  // the input, and how the change moves it
        {
            const at::NoGradGuard noGradients;
            own = input(tokens);
            nn::TokenTensors zeros = tokens;
            zeros.values = at::zeros_like(tokens.values);
            if (kind == ChangeKind::Zero) change = input(zeros) - own;
        }
        const at::AutoGradMode withGradients(true);
        // Added to the logits of every attention: the logarithm of a factor on the token's weight.
        at::Tensor factors = at::zeros({1, 1, 1, cell.tokens}, own.options());
        at::Tensor leaf = kind == ChangeKind::Zero ? own.requires_grad_(true) : factors.requires_grad_(true);
        LEXICELL_TRY(vectors, network.through(own, 0, kind == ChangeKind::Zero ? at::Tensor() : factors, context));
        const at::Tensor vector = (vectors / vectors.norm(2, -1, true).clamp_min(1e-12)).squeeze(0);
        const at::Tensor along =
            at::tensor(directions, at::TensorOptions(at::kFloat)).view({-1, vector.size(0)}).to(vector.device());
        std::vector<float> result;
        for (std::int64_t i = 0; i < along.size(0); ++i) {
            if (context.cancelled()) return cancelled();
            const at::Tensor slope = torch::autograd::grad({vector.dot(along[i])}, {leaf}, {}, true)[0];
            const at::NoGradGuard noGradients;
            const at::Tensor moved = kind == ChangeKind::Zero ? (slope * change).sum(-1) : -slope;
            const auto row = nn::toVector(moved.flatten());
            result.insert(result.end(), row.begin(), row.end());
        }
        return result;
    });
}

}  // namespace lexicell::models::scgpt
