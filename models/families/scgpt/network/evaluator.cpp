#include "models/families/scgpt/network/evaluator.h"

#include "models/nn/device.h"
#include "models/nn/guard.h"
#include "models/families/scgpt/network/parameters.h"

#include <algorithm>

namespace lexicell::models::scgpt {

namespace {

constexpr std::int64_t tokensPerPassCpu = 4096;
constexpr std::int64_t tokensPerPassGpu = 131072;

Error mismatch(const ErrorClass &errorClass, std::string message)
{
    return {ErrorKind::Mismatch, errorClass, std::move(message), {}};
}

template <class T> bool within(const std::vector<T> &labels, std::int64_t count)
{
    return std::all_of(labels.begin(), labels.end(), [&](T label) { return label >= 0 && label < count; });
}

}  // namespace

Network prepared(const Network &network, at::Device device, const std::string &precision)
{
    const at::NoGradGuard noGradients;
    Network own = network;
    visitParameters(own, [&](const std::string &, at::Tensor &tensor, const auto &) { tensor = tensor.to(device); });
    for (nn::EncoderLayer &layer : own.layers) {
        if (precision == "bf16") nn::toBFloat16(layer);
        else nn::pack(layer);
    }
    return own;
}

std::int64_t cellsPerPass(at::Device device, std::int64_t tokens)
{
    const std::int64_t tokensPerPass = device.is_cpu() ? tokensPerPassCpu : tokensPerPassGpu;
    return std::max<std::int64_t>(1, tokensPerPass / std::max<std::int64_t>(1, tokens));
}

Result<void> checkBatch(const Network &network, const TokenBatch &batch, Depth depth)
{
    if (!within(batch.genes, network.vocabulary))
        return mismatch(errors::unknownGene, "A cell holds a token id outside the model's vocabulary of " +
                                                 std::to_string(network.vocabulary) +
                                                 ". Tokenize with the model's own tokenizer.");
    const Parts &parts = network.parts;
    if (depth == Depth::Genes) return {};
    const std::int64_t batches = parts.domains > 0 ? parts.domains : depth == Depth::Decoded ? parts.batches : 0;
    if (batches > 0) {
        if (batch.batches.empty())
            return mismatch(errors::batchesNeeded, "The model was fine-tuned on " + std::to_string(batches) +
                                                       " batches and needs the batch of each cell. Name the obs column that "
                                                       "holds the batches (batch).");
        if (!within(batch.batches, batches))
            return mismatch(errors::unknownBatch, "A cell belongs to a batch that the model was not fine-tuned on (it knows " +
                                                      std::to_string(batches) +
                                                      ", numbered from 0). Leave such cells out, or fine-tune with them.");
    }
    if (depth == Depth::Decoded && parts.modalities > 0) {
        if (batch.modalities.empty())
            return mismatch(errors::modalitiesNeeded, "The model was fine-tuned on several kinds of features and needs the "
                                                      "kind of each token.");
        if (!within(batch.modalities, parts.modalities))
            return mismatch(errors::unknownModality, "A token is of a kind that the model was not fine-tuned on (it knows " +
                                                         std::to_string(parts.modalities) + ", numbered from 0).");
    }
    return {};
}

Evaluator::Evaluator(Network network, at::Device device, ComputeOptions compute)
    : m_network(std::move(network)), m_device(device), m_compute(std::move(compute))
{
}

nn::TokenTensors Evaluator::rows(const TokenBatch &batch, std::int64_t begin, std::int64_t end) const
{
    nn::TokenTensors tokens = nn::toTorch(batch, begin, end);
    for (at::Tensor *part :
         {&tokens.genes, &tokens.values, &tokens.padding, &tokens.batches, &tokens.modalities, &tokens.perturbed})
        if (part->defined()) *part = part->to(m_device);
    return tokens;
}

Result<void> Evaluator::forEach(const Work &work, const TokenBatch &batch, JobContext &context, const Visit &visit) const
{
    return nn::guarded(work.doing, [&]() -> Result<void> {
        LEXICELL_CHECK(checkBatch(m_network, batch, work.depth));
        const at::NoGradGuard noGradients;
        nn::useThreads(m_compute.threads);
        const std::int64_t step = cellsPerPass(m_device, batch.tokens);
        for (std::int64_t begin = 0; begin < batch.cells; begin += step) {
            if (context.cancelled()) return cancelled();
            const std::int64_t end = std::min(begin + step, batch.cells);
            visit(rows(batch, begin, end), begin, end);
        }
        return {};
    });
}

TokenResult::TokenResult(const TokenBatch &batch, std::int64_t channels)
    : m_tokens(batch.tokens), m_channels(channels),
      m_values(static_cast<std::size_t>(batch.cells * batch.tokens * channels), 0.0F)
{
}

void TokenResult::place(const at::Tensor &rows, const at::Tensor &padding, std::int64_t begin)
{
    at::Tensor kept = rows;
    if (padding.defined()) kept = rows.masked_fill(rows.dim() == 3 ? padding.unsqueeze(-1) : padding, 0.0);
    const std::vector<float> values = nn::toVector(kept);
    const std::int64_t width = rows.size(1) * m_channels;
    for (std::int64_t row = 0; row < rows.size(0); ++row)
        std::copy_n(values.begin() + static_cast<std::ptrdiff_t>(row * width), width,
                    m_values.begin() + static_cast<std::ptrdiff_t>((begin + row) * m_tokens * m_channels));
}

}  // namespace lexicell::models::scgpt
