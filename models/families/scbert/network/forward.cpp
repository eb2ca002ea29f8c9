#include "models/families/scbert/network/forward.h"

#include "core/base/parallel.h"
#include "models/families/scbert/network/parameters.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>
#include <limits>

namespace lexicell::models::scbert {

namespace {

// On a CPU the features of 128 positions (1.4 MB in a released model) stay in the cache of a core. A range is the part that one
// thread sums: 17 ranges of 1,024 positions keep sixteen threads busy. A GPU takes a whole cell.
constexpr std::int64_t chunkOnCpu = 128;
constexpr std::int64_t rangeOnCpu = 1024;
constexpr std::int64_t wholeCell = std::numeric_limits<std::int64_t>::max();

nn::Linear packed(nn::Linear part)
{
    nn::pack(part);
    return part;
}

// The weight of the value product, with a row of zeros and a bias of 1 after every head's rows.
nn::Linear withOnes(const nn::Linear &value, std::int64_t heads)
{
    const std::int64_t headWidth = value.weight.size(0) / heads;
    const at::Tensor weight = value.weight.view({heads, headWidth, -1});
    const at::Tensor bias =
        (value.bias.defined() ? value.bias : at::zeros({heads * headWidth}, value.weight.options())).view({heads, headWidth});
    nn::Linear wide;
    wide.weight = at::constant_pad_nd(weight, {0, 0, 0, 1}, 0).flatten(0, 1).contiguous();
    wide.bias = at::constant_pad_nd(bias, {0, 1}, 1).flatten().contiguous();
    return wide;
}

// [positions x heads x channels] as [heads x positions x channels], no copy
at::Tensor byHead(const at::Tensor &x, std::int64_t heads) { return x.view({x.size(0), heads, -1}).transpose(0, 1); }

}  // namespace

Forward::Forward(const Network &network, at::Device device, int threads)
    : m_network(network), m_device(device), m_threads(threads), m_chunk(device.is_cpu() ? chunkOnCpu : wholeCell),
      m_range(device.is_cpu() ? rangeOnCpu : wholeCell)
{
    const at::NoGradGuard noGradients;
    visitTensors(m_network, [&](const std::string &, at::Tensor &tensor, const auto &) { tensor = tensor.to(device); });
    for (const Block &block : m_network.blocks) m_blocks.push_back(fast(block));
    if (m_network.languageModel) nn::pack(*m_network.languageModel);
}

Forward::FastBlock Forward::fast(const Block &block) const
{
    FastBlock result{block, {}, {}};
    const Attention &attention = block.attention;
    result.value = packed(withOnes(attention.value, attention.heads));
    result.features.weight = attention.projection * projectionScale(attention);
    nn::pack(result.features);
    Attention &own = result.plain.attention;
    for (nn::Linear *part : {&own.query, &own.key, &own.out, &result.plain.feedForward1, &result.plain.feedForward2})
        nn::pack(*part);
    return result;
}

// Calls work(number, begin, end) for the ranges of a cell; on a CPU from several threads.
void Forward::forRanges(std::int64_t positions, const Range &work) const
{
    const std::int64_t count = rangeCount(positions);
    const std::int64_t workers = m_device.is_cpu() ? std::min<std::int64_t>(threadCount(m_threads), count) : 1;
    std::atomic<std::int64_t> next{0};
    std::vector<std::exception_ptr> failures(static_cast<std::size_t>(workers));
    parallelFor(workers, static_cast<int>(workers), [&](std::int64_t first, std::int64_t) {
        try {
            const at::NoGradGuard noGradients;  // gradient mode is per thread
            for (std::int64_t i = next++; i < count; i = next++) {
                const std::int64_t begin = i * m_range;
                work(i, begin, i + 1 == count ? positions : begin + m_range);
            }
        } catch (...) {
            failures[static_cast<std::size_t>(first)] = std::current_exception();
        }
    });
    for (const std::exception_ptr &failure : failures)
        if (failure) std::rethrow_exception(failure);
}

std::int64_t Forward::rangeCount(std::int64_t positions) const
{
    return m_range >= positions ? 1 : (positions + m_range - 1) / m_range;
}

// Calls work(chunk of x) from first to last.
template <class Work> void Forward::forChunks(const at::Tensor &x, const Work &work) const
{
    const std::int64_t step = std::min(m_chunk, x.size(0));
    for (std::int64_t begin = 0; begin < x.size(0); begin += step) work(x.slice(0, begin, std::min(begin + step, x.size(0))));
}

// a and g of the keys or queries of some positions, [positions x heads x features] and [positions x heads x 1].
Forward::Exponents Forward::exponents(const FastBlock &block, const nn::Linear &product, const at::Tensor &normed) const
{
    const Attention &attention = block.plain.attention;
    const at::Tensor u = nn::linear(product, normed).view({normed.size(0), attention.heads, attention.headWidth()});
    return {nn::linear(block.features, u), squaredNorms(attention, u)};
}

// Without the epsilon, which is added to the sums at the end.
at::Tensor Forward::keyFeatures(Exponents &keys, double largest) const { return keys.a.sub_(keys.g.add_(largest)).exp_(); }

at::Tensor Forward::queryFeatures(const FastBlock &block, const at::Tensor &normed) const
{
    Exponents queries = exponents(block, block.plain.attention.query, normed);
    queries.g.add_(queries.a.amax(-1, true));
    return byHead(queries.a.sub_(queries.g).exp_().add_(kernelEpsilon), block.plain.attention.heads);
}

Forward::KeySums Forward::sumRange(const FastBlock &block, const at::Tensor &x) const
{
    const Attention &attention = block.plain.attention;
    KeySums sums{at::zeros({attention.heads, attention.projection.size(0), attention.headWidth() + 1}, x.options()),
                 at::zeros({attention.heads, 1, attention.headWidth() + 1}, x.options()),
                 -std::numeric_limits<double>::infinity()};
    forChunks(x, [&](const at::Tensor &chunk) {
        const at::Tensor normed = nn::layerNorm(block.plain.attentionNorm, chunk);
        const at::Tensor values = byHead(nn::linear(block.value, normed), attention.heads);
        Exponents keys = exponents(block, attention.key, normed);
        if (const double largest = keys.a.max().item<double>(); largest > sums.largest) {
            sums.sums.mul_(std::exp(sums.largest - largest));
            sums.largest = largest;
        }
        const at::Tensor features = byHead(keyFeatures(keys, sums.largest), attention.heads);
        sums.sums.baddbmm_(features.transpose(1, 2), values);
        sums.valueSum.add_(values.sum(1, true));
    });
    return sums;
}

Forward::KeySums Forward::sumKeys(const FastBlock &block, const at::Tensor &x) const
{
    std::vector<KeySums> parts(static_cast<std::size_t>(rangeCount(x.size(0))));
    forRanges(x.size(0), [&](std::int64_t range, std::int64_t begin, std::int64_t end) {
        parts[static_cast<std::size_t>(range)] = sumRange(block, x.slice(0, begin, end));
    });
    KeySums total = parts.front();
    for (const KeySums &part : parts) total.largest = std::max(total.largest, part.largest);
    total.sums.mul_(std::exp(parts.front().largest - total.largest));
    for (std::size_t i = 1; i < parts.size(); ++i) {
        total.sums.add_(parts[i].sums, std::exp(parts[i].largest - total.largest));
        total.valueSum.add_(parts[i].valueSum);
    }
    total.sums.add_(total.valueSum, kernelEpsilon);
    return total;
}

// Adds the block's attention and, if requested, its feed-forward part to x, in place.
void Forward::update(const FastBlock &block, const KeySums &keys, const at::Tensor &x, Parts parts) const
{
    const Attention &attention = block.plain.attention;
    forRanges(x.size(0), [&](std::int64_t, std::int64_t begin, std::int64_t end) {
        forChunks(x.slice(0, begin, end), [&](at::Tensor chunk) {
            if (parts != Parts::FeedForward) {
                const at::Tensor read = at::bmm(queryFeatures(block, nn::layerNorm(block.plain.attentionNorm, chunk)), keys.sums);
                const at::Tensor mixed = read.slice(2, 0, attention.headWidth()) / read.slice(2, attention.headWidth());
                chunk.add_(nn::linear(attention.out, mixed.transpose(0, 1).flatten(1)));
            }
            if (parts != Parts::Attention) chunk.add_(feedForward(block.plain, chunk));
        });
    });
}

// Σ over heads of K_j · Σ_i Q_i / (Q_i · Σ K), [positions].
at::Tensor Forward::received(const FastBlock &block, const KeySums &keys, const at::Tensor &x) const
{
    const Attention &attention = block.plain.attention;
    const at::Tensor weightSums = keys.sums.slice(2, attention.headWidth());  // Σ K, [heads x features x 1]
    std::vector<at::Tensor> parts(static_cast<std::size_t>(rangeCount(x.size(0))));
    forRanges(x.size(0), [&](std::int64_t range, std::int64_t begin, std::int64_t end) {
        at::Tensor sum = at::zeros({attention.heads, 1, attention.projection.size(0)}, x.options());
        forChunks(x.slice(0, begin, end), [&](const at::Tensor &chunk) {
            const at::Tensor queries = queryFeatures(block, nn::layerNorm(block.plain.attentionNorm, chunk));
            sum.baddbmm_(at::bmm(queries, weightSums).reciprocal_().transpose(1, 2), queries);
        });
        parts[static_cast<std::size_t>(range)] = sum;
    });
    for (std::size_t i = 1; i < parts.size(); ++i) parts[0].add_(parts[i]);
    const at::Tensor queries = parts[0].transpose(1, 2);  // [heads x features x 1]

    at::Tensor scores = at::empty({x.size(0)}, x.options());
    forRanges(x.size(0), [&](std::int64_t, std::int64_t begin, std::int64_t end) {
        std::int64_t at = begin;
        forChunks(x.slice(0, begin, end), [&](const at::Tensor &chunk) {
            Exponents keyParts = exponents(block, attention.key, nn::layerNorm(block.plain.attentionNorm, chunk));
            const at::Tensor features = byHead(keyFeatures(keyParts, keys.largest).add_(kernelEpsilon), attention.heads);
            scores.slice(0, at, at + chunk.size(0)).copy_(at::bmm(features, queries).squeeze(2).sum(0));
            at += chunk.size(0);
        });
    });
    return scores;
}

Result<at::Tensor> Forward::hidden(const at::Tensor &tokens, JobContext &context) const
{
    const at::NoGradGuard noGradients;
    const at::Tensor x = embedTokens(m_network, tokens.to(m_device)).contiguous();
    for (const FastBlock &block : m_blocks) {
        if (context.cancelled()) return cancelled();
        const KeySums keys = sumKeys(block, x);
        if (context.cancelled()) return cancelled();
        update(block, keys, x, Parts::Both);
    }
    return nn::layerNorm(m_network.norm, x);
}

Result<at::Tensor> Forward::attentionReceived(const at::Tensor &tokens, AttentionOf stream, JobContext &context) const
{
    const at::NoGradGuard noGradients;
    const at::Tensor x = embedTokens(m_network, tokens.to(m_device)).contiguous();
    at::Tensor total = at::zeros({x.size(0)}, x.options());
    for (const FastBlock &block : m_blocks) {
        if (context.cancelled()) return cancelled();
        const KeySums keys = sumKeys(block, x);
        if (stream == AttentionOf::Input) total.add_(received(block, keys, x));
        update(block, keys, x, Parts::Attention);
        if (context.cancelled()) return cancelled();
        if (stream == AttentionOf::Residual) total.add_(received(block, sumKeys(block, x), x));
        update(block, keys, x, Parts::FeedForward);
    }
    const auto rows = static_cast<double>(static_cast<std::int64_t>(m_blocks.size()) * m_network.geometry.heads * x.size(0));
    return total.div_(rows);
}

}  // namespace lexicell::models::scbert
