#include "models/families/exceiver/network/encoder.h"

#include "models/families/exceiver/network/parameters.h"
#include "models/nn/guard.h"

#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <limits>
#include <numeric>

namespace lexicell::models::exceiver {

namespace {

// A difference below this share of its minuend has lost more than 6 of float32's 24 bits and is computed anew.
constexpr double smallestShare = 1.0 / 64.0;

Network onDevice(Network network, at::Device device)
{
    visitParameters(network, [&](const std::string &, at::Tensor &tensor, const std::vector<std::int64_t> &) {
        tensor = tensor.detach().to(device);
    });
    for (ProcessLayer &layer : network.layers) {
        if (NarrowFeedForward::applies(layer.linear1, layer.linear2)) layer.narrow.emplace(layer.linear1, layer.linear2);
        else nn::pack(layer.linear1);  // the widest product
    }
    return network;
}

// Collects a cell's tokens in lists, then makes tensors.
struct TokenList {
    std::vector<std::int64_t> ids;
    std::vector<float> values, keyBias;

    void add(std::int64_t id, float value, float bias)
    {
        ids.push_back(id);
        values.push_back(value);
        keyBias.push_back(bias);
    }
    Tokens on(at::Device device) const
    {
        const auto count = static_cast<std::int64_t>(ids.size());
        const auto copy = [&](const auto &list, at::ScalarType type) {
            using Item = typename std::decay_t<decltype(list)>::value_type;
            at::Tensor tensor = at::empty({count}, at::TensorOptions(type));
            std::copy(list.begin(), list.end(), tensor.mutable_data_ptr<Item>());
            return tensor.to(device);
        };
        return {copy(ids, at::kLong), copy(values, at::kFloat), copy(keyBias, at::kFloat)};
    }
};

float biasAt(const TokenBatch &batch, std::size_t at) { return !batch.undetected.empty() && batch.undetected[at] ? 1.0F : 0.0F; }
bool paddedAt(const TokenBatch &batch, std::size_t at) { return !batch.padding.empty() && batch.padding[at]; }

bool allPadding(const TokenBatch &batch, std::int64_t cell)
{
    for (std::int64_t i = cell * batch.tokens; i < (cell + 1) * batch.tokens; ++i)
        if (!paddedAt(batch, static_cast<std::size_t>(i))) return false;
    return true;
}

}  // namespace

bool keepsDigits(const at::Tensor &weight, const at::Tensor &from)
{
    return at::logical_and(weight.isfinite(), weight.gt(from * smallestShare)).all().item<bool>();
}

Encoder::Encoder(Network network, at::Device device)
    : m_network(onDevice(std::move(network), device)), m_table(m_network, device), m_device(device)
{
}

Tokens Encoder::tokens(const TokenBatch &batch, std::int64_t cell) const
{
    TokenList list;
    for (std::int64_t i = cell * batch.tokens; i < (cell + 1) * batch.tokens; ++i) {
        const auto at = static_cast<std::size_t>(i);
        if (!paddedAt(batch, at)) list.add(batch.genes[at], batch.values[at], biasAt(batch, at));
    }
    return list.on(m_device);
}

std::shared_ptr<const EmptyCell> Encoder::emptyCell(const std::vector<float> &values) const
{
    const std::lock_guard lock(m_mutex);
    if (m_empty && m_empty->values == values) return m_empty;
    TokenList list;
    for (std::size_t gene = 0; gene < values.size(); ++gene) list.add(static_cast<std::int64_t>(gene), values[gene], 1.0F);
    const Tokens tokens = list.on(m_device);
    auto empty = std::make_shared<EmptyCell>();
    empty->values = values;
    empty->shift = m_table.largestLogits(tokens);
    empty->sums = m_table.sum(tokens, empty->shift);
    m_empty = empty;
    return empty;
}

std::optional<CellSums> Encoder::sums(const TokenBatch &batch, std::int64_t cell) const
{
    const std::int64_t genes = m_network.config.genes;
    if (batch.tokens != genes || static_cast<std::int64_t>(batch.absentValues.size()) != genes) return std::nullopt;
    TokenList own;     // tokens that differ from those of an empty cell
    TokenList absent;  // the tokens of an empty cell in their place
    for (std::int64_t gene = 0; gene < genes; ++gene) {
        const auto at = static_cast<std::size_t>(cell * genes + gene);
        const float absentValue = batch.absentValues[static_cast<std::size_t>(gene)];
        if (paddedAt(batch, at)) return std::nullopt;
        const float bias = biasAt(batch, at);
        if (batch.genes[at] == gene && batch.values[at] == absentValue && bias == 1.0F) continue;
        own.add(batch.genes[at], batch.values[at], bias);
        absent.add(gene, absentValue, 1.0F);
    }
    if (static_cast<std::int64_t>(own.ids.size()) > genes / 2) return std::nullopt;
    const auto empty = emptyCell(batch.absentValues);
    const AttentionSums sums =
        empty->sums - m_table.sum(absent.on(m_device), empty->shift) + m_table.sum(own.on(m_device), empty->shift);
    if (!keepsDigits(sums.weight, empty->sums.weight)) return std::nullopt;
    return CellSums{empty, sums};
}

at::Tensor Encoder::encodePlainly(const Tokens &tokens) const
{
    return encode(m_network, {tokens.ids.unsqueeze(0), tokens.values.unsqueeze(0), tokens.keyBias.unsqueeze(0)}, {}).squeeze(0);
}

at::Tensor Encoder::encodeCell(const TokenBatch &batch, std::int64_t cell) const
{
    const at::NoGradGuard noGradients;
    if (const auto cellSums = sums(batch, cell)) return m_table.latents(cellSums->sums);
    return encodePlainly(tokens(batch, cell));
}

at::Tensor Encoder::latents(const TokenBatch &batch, std::int64_t begin, std::int64_t end, const JobContext &context) const
{
    const at::NoGradGuard noGradients;
    const Config &config = m_network.config;
    nn::Pass pass;
    pass.job = &context;
    at::Tensor latents = at::zeros({end - begin, config.queries, config.width}, m_network.queries.options());
    const auto computeCells = [&](std::int64_t first, std::int64_t last) {
        const at::NoGradGuard none;  // gradient mode is per thread
        for (std::int64_t cell = first; cell < last; ++cell) {
            if (context.cancelled()) throw nn::Stopped();
            if (allPadding(batch, begin + cell)) continue;
            const at::Tensor encoded = encodeCell(batch, begin + cell).unsqueeze(0);
            latents[cell].copy_(process(m_network, encoded, pass).squeeze(0));
        }
    };
    // Each cell runs on one core from start to end: its tensors are small, and cores that share them would mostly wait.
    if (m_device.is_cpu()) at::parallel_for(0, end - begin, 1, computeCells);
    else computeCells(0, end - begin);
    return latents;
}

}  // namespace lexicell::models::exceiver
