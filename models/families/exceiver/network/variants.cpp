#include "models/families/exceiver/network/variants.h"

#include "models/nn/guard.h"

#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <cstddef>

namespace lexicell::models::exceiver {

namespace {

// More differences than this are no single changes: a cell that is scaled again.
constexpr std::size_t mostDifferences = 64;
// Genes whose latents are held at once when all genes of a cell are ranked.
constexpr std::size_t genesPerBlock = 64;

struct Token {
    std::int64_t id;
    float value;
    float keyBias;
};

Token tokenOf(const TokenBatch &batch, std::size_t at)
{
    return {batch.genes[at], batch.values[at], !batch.undetected.empty() && batch.undetected[at] ? 1.0F : 0.0F};
}

bool paddedAt(const TokenBatch &batch, std::size_t at) { return !batch.padding.empty() && batch.padding[at]; }

Tokens toTensors(const std::vector<Token> &list, at::Device device)
{
    const auto count = static_cast<std::int64_t>(list.size());
    at::Tensor ids = at::empty({count}, at::TensorOptions(at::kLong));
    at::Tensor numbers = at::empty({2, count}, at::TensorOptions(at::kFloat));
    auto *id = ids.mutable_data_ptr<std::int64_t>();
    auto *number = numbers.mutable_data_ptr<float>();
    for (std::size_t i = 0; i < list.size(); ++i) {
        id[i] = list[i].id;
        number[i] = list[i].value;
        number[list.size() + i] = list[i].keyBias;
    }
    numbers = numbers.to(device);
    return {ids.to(device), numbers[0], numbers[1]};
}

struct Difference {
    std::vector<Token> was, is;
    bool few = true;  // else the lists are not complete
};

Difference difference(const Variants &of, std::int64_t row)
{
    Difference result;
    const auto width = static_cast<std::size_t>(of.cell.tokens);
    const std::size_t begin = static_cast<std::size_t>(row) * width;
    for (std::size_t i = 0; i < width; ++i) {
        if (paddedAt(of.variants, begin + i) || paddedAt(of.cell, i)) return {{}, {}, false};
        const Token was = tokenOf(of.cell, i), is = tokenOf(of.variants, begin + i);
        if (was.id == is.id && was.value == is.value && was.keyBias == is.keyBias) continue;
        result.was.push_back(was);
        result.is.push_back(is);
        if (result.was.size() > mostDifferences) return {{}, {}, false};
    }
    return result;
}

// Before the process layers, [Q x E].
at::Tensor encodeVariant(const Encoder &encoder, const Variants &of, const std::optional<CellSums> &cell, std::int64_t row)
{
    if (!cell) return encoder.encodeCell(of.variants, row);
    const Difference changes = difference(of, row);
    if (!changes.few) return encoder.encodeCell(of.variants, row);
    AttentionSums sums = cell->sums;
    for (std::size_t i = 0; i < changes.was.size(); ++i) {
        const auto term = [&](const Token &token) {
            const AttentionSums one = encoder.table().each(toTensors({token}, encoder.device()), cell->empty->shift);
            return AttentionSums{one.weight[0], one.values[0]};
        };
        sums = sums - term(changes.was[i]) + term(changes.is[i]);
    }
    // If the genes held most of a query's weight, mainly rounding error is left.
    if (!keepsDigits(sums.weight, cell->sums.weight)) return encoder.encodeCell(of.variants, row);
    return encoder.table().latents(sums);
}

// The same weights without the packed form, which has no gradient.
Network differentiable(Network network)
{
    for (ProcessLayer &layer : network.layers)
        for (nn::Linear *part : {&layer.qkv, &layer.out, &layer.linear1, &layer.linear2}) part->packed.reset();
    return network;
}

}  // namespace

at::Tensor variantLatents(const Encoder &encoder, const Variants &of, const JobContext &context)
{
    const at::NoGradGuard noGradients;
    const Network &network = encoder.network();
    nn::Pass pass;
    pass.job = &context;
    const auto sums = of.variants.tokens == of.cell.tokens ? encoder.sums(of.cell, 0) : std::nullopt;
    at::Tensor latents = at::empty({of.variants.cells, network.config.queries, network.config.width}, network.queries.options());
    // One by one: the hidden numbers of a variant fit into the cache, and its bits do not depend on the others.
    for (std::int64_t row = 0; row < of.variants.cells; ++row) {
        const at::Tensor encoded = encodeVariant(encoder, of, sums, row).unsqueeze(0);
        latents[row].copy_(process(network, encoded, pass).squeeze(0));
    }
    return latents;
}

at::Tensor firstOrderChanges(const Encoder &encoder, const TokenBatch &cell, ChangeKind kind, const at::Tensor &directions,
                             const JobContext &context)
{
    at::Tensor result = at::zeros({directions.size(0), cell.tokens}, directions.options());
    const auto sums = encoder.sums(cell, 0);
    if (!sums) return result;
    const Network network = differentiable(encoder.network());
    nn::Pass pass;
    pass.job = &context;
    pass.fused = false;  // the fused attention of a GPU may have no gradient for such small heads
    std::vector<at::Tensor> gradients;
    at::Tensor encoded;
    {
        const at::AutoGradMode withGradients(true);
        encoded = encoder.encodeCell(cell, 0).detach().requires_grad_(true);
        const at::Tensor final = process(network, encoded.unsqueeze(0), pass).flatten();
        for (std::int64_t i = 0; i < directions.size(0); ++i)
            gradients.push_back(torch::autograd::grad({final.dot(directions[i])}, {encoded}, {}, true)[0].flatten());
    }
    const at::NoGradGuard noGradients;
    const at::Tensor slopes = at::stack(gradients);  // [n x Q E]
    std::vector<std::int64_t> genes;
    for (std::int64_t gene = 0; gene < cell.tokens; ++gene)
        if (!cell.undetected[static_cast<std::size_t>(gene)]) genes.push_back(gene);
    const at::Tensor own = encoded.detach();
    for (std::size_t begin = 0; begin < genes.size(); begin += genesPerBlock) {
        if (context.cancelled()) throw nn::Stopped();
        std::vector<Token> was, is;
        std::vector<std::int64_t> some(genes.begin() + static_cast<std::ptrdiff_t>(begin),
                                       genes.begin() +
                                           static_cast<std::ptrdiff_t>(std::min(begin + genesPerBlock, genes.size())));
        for (const std::int64_t gene : some) {
            const Token token = tokenOf(cell, static_cast<std::size_t>(gene));
            was.push_back(token);
            is.push_back(kind == ChangeKind::Mask ? Token{network.config.maskRow(), 1.0F, token.keyBias}
                                                  : Token{gene, cell.absentValues[static_cast<std::size_t>(gene)], 1.0F});
        }
        const at::Tensor &shift = sums->empty->shift;
        const AttentionSums changed = sums->sums - encoder.table().each(toTensors(was, encoder.device()), shift) +
                                      encoder.table().each(toTensors(is, encoder.device()), shift);
        const at::Tensor moved = (encoder.table().latents(changed) - own).flatten(1);  // [genes x Q E]
        result.index_copy_(1, at::tensor(some, at::TensorOptions(at::kLong)).to(result.device()), at::matmul(slopes, moved.t()));
    }
    return result;
}

}  // namespace lexicell::models::exceiver
