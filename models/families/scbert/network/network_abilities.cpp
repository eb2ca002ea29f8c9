#include "models/families/scbert/network/network_abilities.h"

#include "models/nn/device.h"
#include "models/nn/guard.h"
#include "models/nn/tensor_bridge.h"

#include <algorithm>
#include <cassert>

namespace lexicell::models::scbert {

namespace {

// The tokens of one cell, taken from TokenBatch's values; undefined for a cell without genes.
at::Tensor tokensOf(const TokenBatch &batch, std::int64_t cell)
{
    const auto begin = static_cast<std::size_t>(cell * batch.tokens);
    if (batch.tokens == 0 || (!batch.padding.empty() && batch.padding[begin] != 0)) return {};
    at::Tensor tokens = at::empty({batch.tokens}, at::TensorOptions(at::kLong));
    std::transform(batch.values.begin() + static_cast<std::ptrdiff_t>(begin),
                   batch.values.begin() + static_cast<std::ptrdiff_t>(begin) + batch.tokens,
                   tokens.mutable_data_ptr<std::int64_t>(), [](float value) { return static_cast<std::int64_t>(value); });
    return tokens;
}

}  // namespace

Abilities::Abilities(const Network &network, at::Device device, int threads, Pooling pooling, AttentionOf stream)
    : m_forward(network, device, threads), m_pooling(pooling), m_stream(stream)
{
}

std::int64_t Abilities::width() const { return m_forward.network().geometry.width; }
std::int64_t Abilities::classes() const { return m_forward.network().geometry.classes; }

Result<std::vector<float>> Abilities::perCell(const TokenBatch &batch, std::int64_t size, const char *doing,
                                              const OfTokens &work) const
{
    return nn::guarded(doing, [&]() -> Result<std::vector<float>> {
        const at::NoGradGuard noGradients;
        nn::useThreads(1);  // Forward has its own threads
        std::vector<float> all;
        all.reserve(static_cast<std::size_t>(batch.cells * size));
        for (std::int64_t cell = 0; cell < batch.cells; ++cell) {
            const at::Tensor tokens = tokensOf(batch, cell);
            if (tokens.defined()) {
                LEXICELL_TRY(result, work(tokens));
                assert(result.numel() == size);
                const std::vector<float> values = nn::toVector(result);
                all.insert(all.end(), values.begin(), values.end());
            } else {
                all.resize(all.size() + static_cast<std::size_t>(size), 0.0F);
            }
        }
        return all;
    });
}

Result<std::vector<float>> Abilities::fromHidden(const TokenBatch &batch, std::int64_t size, const char *doing,
                                                 JobContext &context, const OfHidden &work) const
{
    return perCell(batch, size, doing, [&](const at::Tensor &tokens) -> Result<at::Tensor> {
        LEXICELL_TRY(hidden, m_forward.hidden(tokens, context));
        return work(hidden);
    });
}

Result<std::vector<float>> Abilities::encodeCells(const TokenBatch &batch, JobContext &context) const
{
    return fromHidden(batch, width(), "embedding cells", context, [&](const at::Tensor &hidden) {
        return m_pooling == Pooling::Mean ? hidden.mean(0) : hidden.select(0, hidden.size(0) - 1);
    });
}

Result<std::vector<float>> Abilities::encodeTokens(const TokenBatch &batch, JobContext &context) const
{
    return fromHidden(batch, batch.tokens * width(), "encoding genes", context, [](const at::Tensor &hidden) { return hidden; });
}

Result<std::vector<float>> Abilities::geneVectors(const std::vector<std::int64_t> &ids, JobContext &context) const
{
    return nn::guarded("reading gene vectors", [&]() -> Result<std::vector<float>> {
        if (context.cancelled()) return cancelled();
        const at::Tensor &table = m_forward.network().positionTable;
        assert(table.defined());
        return nn::toVector(at::embedding(table, at::tensor(ids, at::TensorOptions(at::kLong)).to(table.device())));
    });
}

Result<ExpressionPrediction> Abilities::predictExpression(const TokenBatch &batch, JobContext &context) const
{
    ExpressionPrediction prediction;
    prediction.classes = m_forward.network().geometry.tokens;
    LEXICELL_TRY(logits,
                 fromHidden(batch, batch.tokens * prediction.classes, "predicting expression", context,
                            [&](const at::Tensor &hidden) { return nn::linear(*m_forward.network().languageModel, hidden); }));
    prediction.values = std::move(logits);
    return prediction;
}

Result<std::vector<float>> Abilities::classify(const TokenBatch &batch, JobContext &context) const
{
    return fromHidden(batch, classes(), "classifying cells", context, [&](const at::Tensor &hidden) {
        return scbert::classify(*m_forward.network().classifier, hidden.unsqueeze(0)).logits;
    });
}

Result<std::vector<float>> Abilities::geneAttention(const TokenBatch &batch, JobContext &context) const
{
    return perCell(batch, batch.tokens, "measuring attention",
                   [&](const at::Tensor &tokens) { return m_forward.attentionReceived(tokens, m_stream, context); });
}

}  // namespace lexicell::models::scbert
