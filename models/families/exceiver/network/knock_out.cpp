#include "models/families/exceiver/network/knock_out.h"

#include "models/families/exceiver/network/encoder.h"
#include "models/nn/guard.h"
#include "models/nn/tensor_bridge.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cassert>
#include <cmath>

namespace lexicell::models::exceiver {

namespace {

// Variants per step: their latents pass the process layers together.
constexpr std::size_t variantsPerPass = 16;

struct Token {
    std::int64_t id;
    float value;
    float keyBias;
    bool operator==(const Token &) const = default;
};

Token tokenOf(const TokenBatch &batch, std::int64_t cell, std::int64_t gene)
{
    const auto at = static_cast<std::size_t>(cell * batch.tokens + gene);
    return {batch.genes[at], batch.values[at], batch.undetected[at] ? 1.0F : 0.0F};
}

Token changed(const TokenBatch &batch, Token token, std::int64_t gene, KnockOut how)
{
    assert(how != KnockOut::ZeroCountRenormalized);
    if (how == KnockOut::Mask) return {batch.tokens, 1.0F, token.keyBias};
    return {gene, batch.absentValues[static_cast<std::size_t>(gene)], 1.0F};
}

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

class KnockOuts {
  public:
    KnockOuts(const Encoder &encoder, const KnockOutCell &of, JobContext &context)
        : m_encoder(encoder), m_of(of), m_context(context)
    {
        m_pass.job = &context;
        m_sums = encoder.sums(of.batch, of.cell);
    }

    Result<std::vector<float>> run()
    {
        const Config &config = m_encoder.network().config;
        const auto width = static_cast<std::size_t>(config.queries * config.width);
        std::vector<float> result(m_of.genes.size() * width);
        const std::vector<std::size_t> affected = affectedGenes();
        if (affected.size() < m_of.genes.size()) {
            const auto own = nn::toVector(finish(m_encoder.encodeCell(m_of.batch, m_of.cell).unsqueeze(0)));
            for (std::size_t i = 0; i < m_of.genes.size(); ++i)
                std::copy(own.begin(), own.end(), result.begin() + offset(i, width));
        }
        for (std::size_t begin = 0; begin < affected.size(); begin += variantsPerPass) {
            if (m_context.cancelled()) return cancelled();
            const std::vector<std::size_t> some(affected.begin() + offset(begin, 1),
                                                affected.begin() + offset(std::min(begin + variantsPerPass, affected.size()), 1));
            const auto rows = nn::toVector(finish(encodeVariants(some)));
            for (std::size_t i = 0; i < some.size(); ++i)
                std::copy_n(rows.begin() + offset(i, width), width, result.begin() + offset(some[i], width));
        }
        return result;
    }

  private:
    static std::ptrdiff_t offset(std::size_t row, std::size_t width) { return static_cast<std::ptrdiff_t>(row * width); }
    at::Tensor finish(const at::Tensor &encoded) const { return process(m_encoder.network(), encoded, m_pass); }
    Token before(std::size_t i) const { return tokenOf(m_of.batch, m_of.cell, m_of.genes[i]); }
    Token after(std::size_t i) const { return changed(m_of.batch, before(i), m_of.genes[i], m_of.how); }

    std::vector<std::size_t> affectedGenes() const
    {
        std::vector<std::size_t> affected;
        for (std::size_t i = 0; i < m_of.genes.size(); ++i)
            if (before(i) != after(i)) affected.push_back(i);
        return affected;
    }

    at::Tensor encodeVariants(const std::vector<std::size_t> &variants) const
    {
        if (!m_sums) return encodeAnew(variants);
        std::vector<Token> was, is;
        for (const std::size_t i : variants) {
            was.push_back(before(i));
            is.push_back(after(i));
        }
        const at::Tensor &shift = m_sums->empty->shift;
        const AttentionTable &table = m_encoder.table();
        const AttentionSums sums = m_sums->sums - table.each(toTensors(was, m_encoder.device()), shift) +
                                   table.each(toTensors(is, m_encoder.device()), shift);
        at::Tensor latents = table.latents(sums);
        // If the gene held most of a query's weight, mainly rounding error is left, so the variant is encoded anew.
        for (std::size_t i = 0; i < variants.size(); ++i)
            if (!keepsDigits(sums.weight[static_cast<std::int64_t>(i)], m_sums->sums.weight))
                latents[static_cast<std::int64_t>(i)].copy_(encodeAnew({variants[i]}).squeeze(0));
        return latents;
    }

    at::Tensor encodeAnew(const std::vector<std::size_t> &variants) const
    {
        std::vector<at::Tensor> latents;
        for (const std::size_t i : variants) {
            const TokenBatch variant = knockedOut(m_of.batch, m_of.cell, m_of.genes[i], m_of.how);
            latents.push_back(m_encoder.encodeCell(variant, 0));
        }
        return at::stack(latents);
    }

    const Encoder &m_encoder;
    const KnockOutCell &m_of;
    JobContext &m_context;
    nn::Pass m_pass;
    std::optional<CellSums> m_sums;
};

}  // namespace

TokenBatch knockedOut(const TokenBatch &batch, std::int64_t cell, std::int64_t gene, KnockOut how)
{
    const auto row = [&](const auto &list) {
        using List = std::decay_t<decltype(list)>;
        if (list.empty()) return List();
        const auto begin = list.begin() + static_cast<std::ptrdiff_t>(cell * batch.tokens);
        return List(begin, begin + static_cast<std::ptrdiff_t>(batch.tokens));
    };
    TokenBatch variant;
    variant.cells = 1;
    variant.tokens = batch.tokens;
    variant.genes = row(batch.genes);
    variant.values = row(batch.values);
    variant.padding = row(batch.padding);
    variant.undetected = row(batch.undetected);
    variant.absentValues = batch.absentValues;
    const Token token = changed(batch, tokenOf(batch, cell, gene), gene, how);
    const auto at = static_cast<std::size_t>(gene);
    variant.genes[at] = token.id;
    variant.values[at] = token.value;
    variant.undetected[at] = token.keyBias > 0.0F ? 1 : 0;
    return variant;
}

data::CsrBlock withoutCounts(const data::CsrBlock &cells, const std::vector<std::int64_t> &geneIds, std::int64_t gene)
{
    data::CsrBlock changedCells = cells;
    for (std::size_t i = 0; i < cells.indices.size(); ++i)
        if (geneIds[static_cast<std::size_t>(cells.indices[i])] == gene) changedCells.values[i] = 0.0F;
    return changedCells;
}

Result<std::vector<float>> encodeKnockOuts(const Encoder &encoder, const KnockOutCell &of, JobContext &context)
{
    return nn::guarded("knocking genes out", [&]() -> Result<std::vector<float>> {
        const at::NoGradGuard noGradients;
        return KnockOuts(encoder, of, context).run();
    });
}

double cosineShift(const float *a, const float *b, std::int64_t size)
{
    double product = 0.0;
    double squareA = 0.0;
    double squareB = 0.0;
    for (std::int64_t i = 0; i < size; ++i) {
        const auto x = static_cast<double>(a[i]);
        const auto y = static_cast<double>(b[i]);
        product += x * y;
        squareA += x * x;
        squareB += y * y;
    }
    return squareA > 0.0 && squareB > 0.0 ? 1.0 - product / std::sqrt(squareA * squareB) : 0.0;
}

}  // namespace lexicell::models::exceiver
