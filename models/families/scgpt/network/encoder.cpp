#include "models/families/scgpt/network/encoder.h"

#include "models/nn/device.h"
#include "models/nn/guard.h"
#include "models/families/scgpt/network/evaluator.h"

#include <algorithm>

namespace lexicell::models::scgpt {

namespace {

constexpr std::int64_t lowestBin = -2;  // padding, and <cls>; -1: hidden

// The row in the value table per token; undefined when a value is not a bin.
at::Tensor tableRows(const at::Tensor &values, std::int64_t bins)
{
    const at::Tensor whole = values.to(at::kLong);
    const bool allBins = at::equal(whole.to(at::kFloat), values) && whole.min().item<std::int64_t>() >= lowestBin &&
                         whole.max().item<std::int64_t>() < bins;
    return allBins ? whole - lowestBin : at::Tensor();
}

at::Tensor unit(const at::Tensor &vectors) { return vectors / vectors.norm(2, -1, true).clamp_min(1e-12); }

}  // namespace

Encoder::Encoder(const Network &network, at::Device device, ComputeOptions compute)
    : m_device(device), m_compute(std::move(compute)), m_network(prepared(network, device, m_compute.precision))
{
    const at::NoGradGuard noGradients;
    m_geneTable = nn::layerNorm(m_network.geneNorm, m_network.genes);
    m_valueTable =
        encodeValues(m_network, at::arange(lowestBin, network.config.bins, at::TensorOptions(at::kFloat).device(device)));
    if (m_network.batchNorm) {
        const nn::Affine fold = nn::affine(*m_network.batchNorm);
        m_scale = fold.scale;
        m_shift = fold.shift;
        m_geneTable.mul_(m_scale);
        m_valueTable.mul_(m_scale).add_(m_shift);
    }
    for (const nn::BatchNorm &norm : m_network.domainNorms) {
        const nn::Affine domain = nn::affine(norm);
        m_domainScale.push_back(domain.scale);
        m_domainShift.push_back(domain.shift);
    }
    m_last = nn::firstTokenLayer(m_network.layers.back());
    nn::pack(m_last);
    m_network.layers.pop_back();
}

at::Tensor Encoder::input(const nn::TokenTensors &tokens) const
{
    at::Tensor sum = at::embedding(m_geneTable, tokens.genes.to(m_device));
    if (const at::Tensor rows = tableRows(tokens.values, m_network.config.bins); rows.defined()) {
        sum.add_(at::embedding(m_valueTable, rows.to(m_device)));
    } else {
        const at::Tensor values = encodeValues(m_network, tokens.values.to(m_device));
        sum.add_(m_scale.defined() ? values * m_scale + m_shift : values);
    }
    if (m_domainScale.empty()) return sum;
    const at::Tensor domains = tokens.batches.to(m_device);
    return sum.mul_(at::stack(m_domainScale).index_select(0, domains).unsqueeze(1))
        .add_(at::stack(m_domainShift).index_select(0, domains).unsqueeze(1));
}

Result<at::Tensor> Encoder::cellVectors(const nn::TokenTensors &tokens, JobContext &context) const
{
    const at::NoGradGuard noGradients;
    const at::Tensor mask = nn::attentionMask(tokens.padding.defined() ? tokens.padding.to(m_device) : at::Tensor());
    return through(input(tokens), 0, mask, context);
}

Result<at::Tensor> Encoder::through(at::Tensor h, std::size_t from, const at::Tensor &mask, JobContext &context) const
{
    for (std::size_t layer = from; layer < m_network.layers.size(); ++layer) {
        if (context.cancelled()) return cancelled();
        h = nn::encoderLayer(m_network.layers[layer], h, mask, {});
    }
    return nn::encoderLayer(m_last, h, mask, {}).select(1, 0);
}

Result<std::vector<float>> Encoder::encodeCells(const TokenBatch &batch, JobContext &context) const
{
    return nn::guarded("embedding cells", [&]() -> Result<std::vector<float>> {
        const at::NoGradGuard noGradients;
        nn::useThreads(m_compute.threads);
        LEXICELL_CHECK(checkBatch(m_network, batch, Depth::Hidden));
        const std::int64_t step = cellsPerPass(m_device, batch.tokens);
        std::vector<float> embedding;
        embedding.reserve(static_cast<std::size_t>(batch.cells * m_network.config.embeddingSize));
        for (std::int64_t begin = 0; begin < batch.cells; begin += step) {
            LEXICELL_TRY(vectors, cellVectors(nn::toTorch(batch, begin, std::min(begin + step, batch.cells)), context));
            const std::vector<float> rows = nn::toVector(unit(vectors));
            embedding.insert(embedding.end(), rows.begin(), rows.end());
        }
        return embedding;
    });
}

}  // namespace lexicell::models::scgpt
