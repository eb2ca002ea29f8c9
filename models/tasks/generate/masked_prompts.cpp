#include "models/tasks/generate/masked_prompts.h"

#include <algorithm>

namespace lexicell::models::tasks {

namespace {

// The tokens of `known`, then those of `unknown`, masked, cell by cell.
TokenBatch joined(const TokenBatch &known, const TokenBatch &unknown, float mask)
{
    TokenBatch all;
    all.cells = known.cells;
    all.tokens = known.tokens + unknown.tokens;
    all.batches = known.batches;
    const auto add = [&all](const TokenBatch &part, std::int64_t cell, const float *value) {
        for (std::int64_t token = 0; token < part.tokens; ++token) {
            const auto at = static_cast<std::size_t>(cell * part.tokens + token);
            all.genes.push_back(part.genes[at]);
            all.values.push_back(value ? *value : part.values[at]);
            all.padding.push_back(part.padding.empty() ? std::uint8_t{0} : part.padding[at]);
        }
    };
    for (std::int64_t cell = 0; cell < all.cells; ++cell) {
        add(known, cell, nullptr);
        add(unknown, cell, &mask);
    }
    return all;
}

// Nothing but the token of the cell.
bool knowsNoGene(const TokenBatch &known) { return known.tokens <= 1; }

}  // namespace

Result<std::vector<float>> MaskedPrompts::generateFromCells(const std::vector<float> &cellVectors, const TokenBatch &batch,
                                                            bool useValues, JobContext &context) const
{
    return m_model.generator->generateFromCells(cellVectors, batch, useValues, context);
}

Result<std::vector<float>> MaskedPrompts::generateFromGenes(const TokenBatch &known, const TokenBatch &unknown,
                                                            const std::vector<float> &cellVectors, JobContext &context) const
{
    const TokenBatch all = joined(known, unknown, m_model.tokenizer->hiddenToken().value_or(HiddenToken{}).value);
    std::vector<float> predicted;
    if (cellVectors.empty()) {
        LEXICELL_TRY(prediction, m_model.expression->predictExpression(all, context));
        predicted = std::move(prediction.values);
    } else {
        LEXICELL_TRY(values, m_model.generator->generateFromCells(cellVectors, all, !knowsNoGene(known), context));
        predicted = std::move(values);
    }
    std::vector<float> result;
    result.reserve(static_cast<std::size_t>(unknown.cells * unknown.tokens));
    for (std::int64_t cell = 0; cell < all.cells; ++cell) {
        const auto begin = predicted.begin() + cell * all.tokens + known.tokens;
        result.insert(result.end(), begin, begin + unknown.tokens);
    }
    return result;
}

Result<bool> takesGenes(const LoadedModel &model, const Prompt &prompt, JobContext &context)
{
    const auto first = [](const TokenBatch &batch) {
        TokenBatch one;
        one.cells = one.tokens = 1;
        one.genes = {batch.genes.front()};
        one.values = {batch.values.empty() ? 0.0F : batch.values.front()};
        one.padding = {0};
        return one;
    };
    if (prompt.known.genes.empty() || prompt.unknown.genes.empty()) return false;
    const auto tried = model.generator->generateFromGenes(first(prompt.known), first(prompt.unknown), {}, context);
    if (!tried.ok() && !tried.error().is(errors::unsupportedModel)) return tried.error();
    return tried.ok();
}

}  // namespace lexicell::models::tasks
