#include "models/families/scemb/network/encoder.h"

#include "models/nn/device.h"
#include "models/nn/guard.h"
#include "models/families/scemb/network/parameters.h"

#include <algorithm>

namespace lexicell::models::scemb {

namespace {

// Tokens per pass. On a CPU a layer's activations must stay in the cache, and cancelling must not take long; a
// GPU is best filled.
constexpr std::int64_t tokensPerPassCpu = 4096;
constexpr std::int64_t tokensPerPassGpu = 131072;

// [cells x longest x channels] as [cells x tokens x channels], zeros at padding.
at::Tensor paddedTo(const at::Tensor &x, const at::Tensor &padding, std::int64_t tokens)
{
    const at::Tensor known = padding.defined() ? x.masked_fill(padding.unsqueeze(-1), 0.0) : x;
    return at::constant_pad_nd(known, {0, 0, 0, tokens - x.size(1)});
}

}  // namespace

Encoder::Encoder(Network network, at::Device device, ComputeOptions compute)
    : m_device(device), m_compute(std::move(compute)), m_network(std::move(network))
{
    const at::NoGradGuard noGradients;
    visitParameters(m_network, [&](const std::string &, at::Tensor &tensor, const auto &) { tensor = tensor.to(device); });
    for (Layer &layer : m_network.layers) {
        join(layer);
        for (nn::Linear *part : {&layer.query, &layer.key, &layer.value}) *part = {};
        for (nn::Linear *part : {&layer.joined, &layer.output, &layer.up, &layer.down}) {
            if (m_compute.precision == "bf16") nn::toBFloat16(*part);
            nn::pack(*part);
        }
    }
    nn::pack(m_network.head.dense);
}

Result<at::Tensor> Encoder::hidden(const nn::TokenTensors &tokens, std::int64_t layers, JobContext &context) const
{
    const at::Tensor mask = nn::attentionMask(tokens.padding.defined() ? tokens.padding.to(m_device) : at::Tensor());
    at::Tensor x = embedTokens(m_network, tokens.genes.to(m_device), tokens.values.to(m_device, at::kLong));
    for (std::int64_t i = 0; i < layers; ++i) {
        if (context.cancelled()) return cancelled();
        x = encodeLayer(m_network, m_network.layers[static_cast<std::size_t>(i)], x, mask, {});
    }
    return x;
}

Result<std::vector<float>> Encoder::run(const TokenBatch &batch, const std::string &doing, JobContext &context,
                                        const Output &output) const
{
    return nn::guarded(doing, [&]() -> Result<std::vector<float>> {
        const at::NoGradGuard noGradients;
        nn::useThreads(m_compute.threads);
        const std::int64_t tokensPerPass = m_device.is_cpu() ? tokensPerPassCpu : tokensPerPassGpu;
        const std::int64_t step = std::max<std::int64_t>(1, tokensPerPass / std::max<std::int64_t>(1, batch.tokens));
        std::vector<float> all;
        for (std::int64_t begin = 0; begin < batch.cells; begin += step) {
            const nn::TokenTensors tokens = nn::toTorch(batch, begin, std::min(begin + step, batch.cells));
            LEXICELL_TRY(x, hidden(tokens, m_network.config.layers, context));
            const at::Tensor padding = tokens.padding.defined() ? tokens.padding.to(m_device) : at::Tensor();
            const std::vector<float> rows = nn::toVector(output(finish(m_network, x), padding));
            all.insert(all.end(), rows.begin(), rows.end());
        }
        return all;
    });
}

Result<std::vector<float>> Encoder::encodeCells(const TokenBatch &batch, JobContext &context) const
{
    return run(batch, "embedding cells", context, meanOfTokens);
}

Result<std::vector<float>> Encoder::encodeTokens(const TokenBatch &batch, JobContext &context) const
{
    return run(batch, "embedding genes in their cells", context,
               [&](const at::Tensor &x, const at::Tensor &padding) { return paddedTo(x, padding, batch.tokens); });
}

Result<ExpressionPrediction> Encoder::predictExpression(const TokenBatch &batch, JobContext &context) const
{
    LEXICELL_TRY(values, run(batch, "predicting genes", context, [&](const at::Tensor &x, const at::Tensor &padding) {
                     return paddedTo(geneLogits(m_network, x), padding, batch.tokens);
                 }));
    ExpressionPrediction prediction;
    prediction.classes = m_network.config.vocabulary;
    prediction.values = std::move(values);
    return prediction;
}

Result<std::vector<float>> Encoder::classify(const TokenBatch &batch, JobContext &context) const
{
    return run(batch, "classifying cells", context,
               [&](const at::Tensor &x, const at::Tensor &padding) { return classLogits(m_network, meanOfTokens(x, padding)); });
}

Result<std::vector<float>> Encoder::geneVectors(const std::vector<std::int64_t> &ids, JobContext &context) const
{
    if (context.cancelled()) return cancelled();
    return nn::guarded("reading gene vectors", [&]() -> Result<std::vector<float>> {
        const at::NoGradGuard noGradients;
        const at::Tensor rows = at::tensor(ids, at::TensorOptions(at::kLong)).to(m_device);
        return nn::toVector(at::embedding(m_network.genes, rows));
    });
}

Result<std::vector<float>> Encoder::attentionLogits(const TokenBatch &batch, std::int64_t cell, std::int64_t layer,
                                                    JobContext &context) const
{
    return nn::guarded("computing attention", [&]() -> Result<std::vector<float>> {
        const at::NoGradGuard noGradients;
        nn::useThreads(m_compute.threads);
        LEXICELL_TRY(x, hidden(nn::toTorch(batch, cell, cell + 1), layer, context));
        const at::Tensor logits =
            scemb::attentionLogits(m_network, m_network.layers[static_cast<std::size_t>(layer)], x).select(0, 0);
        const std::int64_t missing = batch.tokens - logits.size(-1);
        return nn::toVector(at::constant_pad_nd(logits, {0, missing, 0, missing}));
    });
}

}  // namespace lexicell::models::scemb
