#include "models/scgpt/encoder.h"

#include "models/nn/device.h"
#include "models/nn/guard.h"

#include <algorithm>

namespace lexicell::models::scgpt {

namespace {

constexpr std::int64_t lowestBin = -2;  // padding, and <cls>; -1: hidden

// Tokens in one pass. On a CPU a layer's activations of so many tokens stay in the cache and a cancel is heard in time; a
// GPU wants as much as fits.
constexpr std::int64_t tokensPerPassCpu = 4096;
constexpr std::int64_t tokensPerPassGpu = 131072;

// Row per token in the value table; undefined when a value is no bin.
at::Tensor tableRows(const at::Tensor &values, std::int64_t bins)
{
    const at::Tensor whole = values.to(at::kLong);
    const bool allBins = at::equal(whole.to(at::kFloat), values) && whole.min().item<std::int64_t>() >= lowestBin &&
                         whole.max().item<std::int64_t>() < bins;
    return allBins ? whole - lowestBin : at::Tensor();
}

nn::Linear onDevice(const nn::Linear &part, at::Device device)
{
    return {part.weight.to(device), part.bias.defined() ? part.bias.to(device) : at::Tensor(), {}};
}
nn::LayerNorm onDevice(const nn::LayerNorm &part, at::Device device) { return {part.weight.to(device), part.bias.to(device)}; }
nn::EncoderLayer onDevice(const nn::EncoderLayer &layer, at::Device device)
{
    return {onDevice(layer.qkv, device),
            onDevice(layer.out, device),
            onDevice(layer.feedForward1, device),
            onDevice(layer.feedForward2, device),
            onDevice(layer.norm1, device),
            onDevice(layer.norm2, device),
            layer.heads};
}

}  // namespace

Encoder::Encoder(const Network &network, at::Device device, ComputeOptions compute)
    : m_device(device), m_compute(std::move(compute))
{
    const at::NoGradGuard noGradients;
    m_values.config = network.config;
    m_values.value1 = onDevice(network.value1, device);
    m_values.value2 = onDevice(network.value2, device);
    m_values.valueNorm = onDevice(network.valueNorm, device);
    m_geneTable = nn::layerNorm(onDevice(network.geneNorm, device), network.genes.to(device));
    m_valueTable =
        encodeValues(m_values, at::arange(lowestBin, network.config.bins, at::TensorOptions(at::kFloat).device(device)));
    if (network.batchNorm) {
        const nn::Affine fold = nn::affine(*network.batchNorm);
        m_scale = fold.scale.to(device);
        m_shift = fold.shift.to(device);
        m_geneTable.mul_(m_scale);
        m_valueTable.mul_(m_scale).add_(m_shift);
    }
    for (const nn::EncoderLayer &layer : network.layers) {
        nn::EncoderLayer own = onDevice(layer, device);
        if (m_compute.precision == "bf16") nn::toBFloat16(own);
        m_layers.push_back(std::move(own));
    }
    m_last = nn::firstTokenLayer(m_layers.back());
    m_layers.pop_back();
    for (nn::EncoderLayer &layer : m_layers) nn::pack(layer);
    nn::pack(m_last);
}

at::Tensor Encoder::input(const nn::TokenTensors &tokens) const
{
    at::Tensor sum = at::embedding(m_geneTable, tokens.genes.to(m_device));
    if (const at::Tensor rows = tableRows(tokens.values, m_values.config.bins); rows.defined())
        return sum.add_(at::embedding(m_valueTable, rows.to(m_device)));
    const at::Tensor values = encodeValues(m_values, tokens.values.to(m_device));
    return sum.add_(m_scale.defined() ? values * m_scale + m_shift : values);
}

Result<at::Tensor> Encoder::cellVectors(const nn::TokenTensors &tokens, JobContext &context) const
{
    const at::NoGradGuard noGradients;
    const at::Tensor mask = nn::attentionMask(tokens.padding.defined() ? tokens.padding.to(m_device) : at::Tensor());
    at::Tensor h = input(tokens);
    for (const nn::EncoderLayer &layer : m_layers) {
        if (context.cancelled()) return cancelled();
        h = nn::encoderLayer(layer, h, mask, {});
    }
    return nn::encoderLayer(m_last, h, mask, {}).select(1, 0);
}

Result<std::vector<float>> Encoder::encodeCells(const TokenBatch &batch, JobContext &context) const
{
    return nn::guarded("embedding cells", [&]() -> Result<std::vector<float>> {
        const at::NoGradGuard noGradients;
        nn::useThreads(m_compute.threads);
        const std::int64_t tokensPerPass = m_device.is_cpu() ? tokensPerPassCpu : tokensPerPassGpu;
        const std::int64_t step = std::max<std::int64_t>(1, tokensPerPass / std::max<std::int64_t>(1, batch.tokens));
        std::vector<float> embedding;
        embedding.reserve(static_cast<std::size_t>(batch.cells * m_values.config.embeddingSize));
        for (std::int64_t begin = 0; begin < batch.cells; begin += step) {
            LEXICELL_TRY(vectors, cellVectors(nn::toTorch(batch, begin, std::min(begin + step, batch.cells)), context));
            const std::vector<float> rows = nn::toVector(vectors / vectors.norm(2, -1, true).clamp_min(1e-12));
            embedding.insert(embedding.end(), rows.begin(), rows.end());
        }
        return embedding;
    });
}

}  // namespace lexicell::models::scgpt
