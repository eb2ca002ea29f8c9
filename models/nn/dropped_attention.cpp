#include "models/nn/dropped_attention.h"

#include "core/base/random.h"

#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

namespace lexicell::models::nn {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr std::int64_t rowsOfBlock = 64;  // 64 x 1,200 weights take 0.3 MB of a core's cache
constexpr std::uint64_t golden = 0x9E3779B97F4A7C15ull;
constexpr int numbersOfDraw = 4;  // 16 bits each
constexpr double steps = 65536.0;

// Multiplies a row of weights by 0 or 1/(1 - share).
class Rule {
  public:
    explicit Rule(const AttentionDropout &dropout)
        : m_seed(Random::mix(dropout.seed + golden)), m_below(static_cast<std::uint16_t>(std::lround(dropout.share * steps))),
          m_factor(static_cast<float>(steps / (steps - m_below)))
    {
    }
    // `row`: of all queries of all heads and cells.
    void apply(float *weights, std::int64_t count, std::int64_t row, std::vector<std::uint16_t> &draws) const
    {
        const std::uint64_t key = Random::mix(m_seed ^ Random::mix(static_cast<std::uint64_t>(row)));
        draws.resize(static_cast<std::size_t>((count + numbersOfDraw - 1) / numbersOfDraw * numbersOfDraw));
        std::uint64_t counter = key;
        for (std::size_t i = 0; i < draws.size(); i += numbersOfDraw) {
            counter += golden;
            const std::uint64_t bits = Random::mix(counter);
            for (std::size_t part = 0; part < numbersOfDraw; ++part)
                draws[i + part] = static_cast<std::uint16_t>(bits >> (16 * part));
        }
        const std::uint16_t *drawn = draws.data();
        for (std::int64_t i = 0; i < count; ++i) weights[i] *= drawn[i] < m_below ? 0.0F : m_factor;
    }

  private:
    std::uint64_t m_seed;
    std::uint16_t m_below;
    float m_factor;
};

// How many of a cell's tokens are left without the padding at its end, and the rest of the mask.
struct Keys {
    std::int64_t count = 0;
    at::Tensor hidden;  // [count] bool, true: padding between tokens; undefined: none
};

std::vector<Keys> keysOf(const at::Tensor &mask, std::int64_t cells, std::int64_t tokens)
{
    std::vector<Keys> all(static_cast<std::size_t>(cells), Keys{tokens, {}});
    if (!mask.defined()) return all;
    const at::Tensor shown = mask.view({cells, tokens}).contiguous();
    const bool *row = shown.const_data_ptr<bool>();
    for (std::int64_t cell = 0; cell < cells; ++cell, row += tokens) {
        Keys &keys = all[static_cast<std::size_t>(cell)];
        while (keys.count > 0 && !row[keys.count - 1]) --keys.count;
        const at::Tensor own = shown[cell].slice(0, 0, keys.count);
        if (std::any_of(row, row + keys.count, [](bool isShown) { return !isShown; })) keys.hidden = own.logical_not();
    }
    return all;
}

// One head of one cell: tokens x D, without the padding at the end.
struct Head {
    at::Tensor q, k, v;
    const Keys &keys;
    std::int64_t firstRow;  // of Rule::apply
};

// Blocks of weights, for one thread.
class Blocks {
  public:
    Blocks(const Rule &rule, std::int64_t width) : m_rule(rule), m_scale(1.0 / std::sqrt(static_cast<double>(width))) {}

    double scale() const { return m_scale; }
    // softmax(q kᵀ / √D) of the queries [begin, end).
    at::Tensor weights(const Head &head, std::int64_t begin, std::int64_t end)
    {
        at::Tensor scores = buffer(m_weights, head, begin, end);
        at::mm_out(scores, head.q.slice(0, begin, end), head.k.t());
        scores.mul_(m_scale);
        if (head.keys.hidden.defined()) scores.masked_fill_(head.keys.hidden, -std::numeric_limits<double>::infinity());
        at::_softmax_out(scores, scores, -1, false);
        return scores;
    }
    at::Tensor copy(const at::Tensor &weights, const Head &head, std::int64_t begin, std::int64_t end)
    {
        at::Tensor block = buffer(m_copy, head, begin, end);
        block.copy_(weights);
        return block;
    }
    at::Tensor product(const at::Tensor &a, const at::Tensor &b, const Head &head, std::int64_t begin, std::int64_t end)
    {
        at::Tensor block = buffer(m_product, head, begin, end);
        at::mm_out(block, a, b);
        return block;
    }
    void drop(at::Tensor &weights, const Head &head, std::int64_t begin)
    {
        const std::int64_t count = weights.size(1);
        auto *row = weights.mutable_data_ptr<float>();
        for (std::int64_t i = 0; i < weights.size(0); ++i, row += count)
            m_rule.apply(row, count, head.firstRow + begin + i, m_draws);
    }

  private:
    static at::Tensor buffer(at::Tensor &memory, const Head &head, std::int64_t begin, std::int64_t end)
    {
        if (!memory.defined() || memory.numel() < rowsOfBlock * head.keys.count)
            memory = at::empty({rowsOfBlock * head.keys.count}, head.q.options());
        return memory.slice(0, 0, (end - begin) * head.keys.count).view({end - begin, head.keys.count});
    }

    const Rule &m_rule;
    double m_scale;
    at::Tensor m_weights, m_copy, m_product;
    std::vector<std::uint16_t> m_draws;
};

at::Tensor ofHead(const at::Tensor &x, std::int64_t cell, std::int64_t head, std::int64_t tokens)
{
    return x[cell][head].slice(0, 0, tokens);
}

template <class Work> void forEachHead(const at::Tensor &q, const at::Tensor &k, const at::Tensor &v,
                                       const std::vector<Keys> &keys, const Rule &rule, const Work &work)
{
    const std::int64_t heads = q.size(1), tokens = q.size(2);
    at::parallel_for(0, q.size(0) * heads, 1, [&](std::int64_t begin, std::int64_t end) {
        const at::NoGradGuard noGradients;
        Blocks blocks(rule, q.size(3));
        for (std::int64_t at = begin; at < end; ++at) {
            const std::int64_t cell = at / heads, number = at % heads;
            const Keys &own = keys[static_cast<std::size_t>(cell)];
            const std::int64_t queries = std::min(own.count, tokens);
            const Head head{ofHead(q, cell, number, queries), ofHead(k, cell, number, own.count),
                            ofHead(v, cell, number, own.count), own, at * tokens};
            for (std::int64_t row = 0; row < queries; row += rowsOfBlock)
                work(blocks, head, cell, number, row, std::min(row + rowsOfBlock, queries));
        }
    });
}

at::Tensor forwardPass(const at::Tensor &q, const at::Tensor &k, const at::Tensor &v, const at::Tensor &mask,
                       const AttentionDropout &dropout)
{
    const Rule rule(dropout);
    const std::vector<Keys> keys = keysOf(mask, k.size(0), k.size(2));
    // As joinHeads() wants it: [cells x tokens x heads x D] in memory.
    const at::Tensor out = at::zeros({q.size(0), q.size(2), q.size(1), q.size(3)}, q.options()).transpose(1, 2);
    forEachHead(
        q, k, v, keys, rule,
        [&](Blocks &blocks, const Head &head, std::int64_t cell, std::int64_t number, std::int64_t begin, std::int64_t end) {
            at::Tensor weights = blocks.weights(head, begin, end);
            blocks.drop(weights, head, begin);
            out[cell][number].slice(0, begin, end).copy_(at::mm(weights, head.v));
        });
    return out;
}

// With P the weights, D the dropped ones and o = D v: dv = Dᵀ do; dP = (do vᵀ) dropped; the softmax takes from it the sum of
// dP P over the keys, which is that of do o over the channels.
std::array<at::Tensor, 3> backwardPass(const variable_list &saved, const at::Tensor &gradient, const AttentionDropout &dropout)
{
    const at::Tensor &q = saved[0], &k = saved[1], &v = saved[2], &out = saved[3], &mask = saved[4];
    const Rule rule(dropout);
    const std::vector<Keys> keys = keysOf(mask, k.size(0), k.size(2));
    std::array<at::Tensor, 3> all{at::zeros_like(q), at::zeros_like(k), at::zeros_like(v)};
    const at::Tensor sums = (gradient * out).sum(-1, true);
    forEachHead(
        q, k, v, keys, rule,
        [&](Blocks &blocks, const Head &head, std::int64_t cell, std::int64_t number, std::int64_t begin, std::int64_t end) {
            const at::Tensor arriving = gradient[cell][number].slice(0, begin, end);
            const at::Tensor weights = blocks.weights(head, begin, end);
            at::Tensor dropped = blocks.copy(weights, head, begin, end);
            blocks.drop(dropped, head, begin);
            ofHead(all[2], cell, number, head.keys.count).addmm_(dropped.t(), arriving);
            at::Tensor scores = blocks.product(arriving, head.v.t(), head, begin, end);
            blocks.drop(scores, head, begin);
            scores.sub_(sums[cell][number].slice(0, begin, end)).mul_(weights).mul_(blocks.scale());
            all[0][cell][number].slice(0, begin, end).copy_(at::mm(scores, head.k));
            ofHead(all[1], cell, number, head.keys.count).addmm_(scores.t(), head.q.slice(0, begin, end));
        });
    return all;
}

class DroppedAttention : public torch::autograd::Function<DroppedAttention> {
  public:
    static at::Tensor forward(AutogradContext *context, const at::Tensor &q, const at::Tensor &k, const at::Tensor &v,
                              const std::optional<at::Tensor> &wantedMask, double share, std::int64_t seed)
    {
        const AttentionDropout dropout{share, static_cast<std::uint64_t>(seed)};
        const at::Tensor mask = wantedMask.value_or(at::Tensor());
        at::Tensor out = forwardPass(q, k, v, mask, dropout);
        context->save_for_backward({q, k, v, out, mask});
        context->saved_data["share"] = share;
        context->saved_data["seed"] = seed;
        return out;
    }
    static variable_list backward(AutogradContext *context, const variable_list &gradients)
    {
        const AttentionDropout dropout{context->saved_data["share"].toDouble(),
                                       static_cast<std::uint64_t>(context->saved_data["seed"].toInt())};
        const auto all = backwardPass(context->get_saved_variables(), gradients[0], dropout);
        return {all[0], all[1], all[2], {}, {}, {}};
    }
};

}  // namespace

bool canDropHere(const at::Tensor &q) { return q.device().is_cpu() && q.scalar_type() == at::kFloat; }

at::Tensor droppedAttention(const at::Tensor &q, const at::Tensor &k, const at::Tensor &v, const at::Tensor &mask,
                            const AttentionDropout &dropout)
{
    return DroppedAttention::apply(q, k, v, mask.defined() ? std::optional<at::Tensor>(mask) : std::nullopt, dropout.share,
                                   static_cast<std::int64_t>(dropout.seed));
}

at::Tensor droppedWeights(std::int64_t cells, std::int64_t heads, std::int64_t queries, std::int64_t keys,
                          const AttentionDropout &dropout)
{
    const Rule rule(dropout);
    at::Tensor factors = at::ones({cells, heads, queries, keys}, at::TensorOptions(at::kFloat));
    auto *row = factors.mutable_data_ptr<float>();
    std::vector<std::uint16_t> draws;
    for (std::int64_t i = 0; i < cells * heads * queries; ++i, row += keys) rule.apply(row, keys, i, draws);
    return factors;
}

}  // namespace lexicell::models::nn
