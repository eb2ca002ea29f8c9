#include "models/tasks/generate/iterative_generation.h"

#include "core/base/guarded.h"

#include <algorithm>

namespace lexicell::models::tasks {

namespace {

struct Gene {
    std::int64_t id;
    std::int64_t place;  // position among the cell's tokens of the prompt's `unknown`
    float value;
};

// The known and open genes of every cell, from round to round.
class Rounds {
  public:
    Rounds(const Prompt &prompt, const GenerationOptions &options) : m_prompt(prompt), m_options(options)
    {
        m_known.resize(static_cast<std::size_t>(prompt.known.cells));
        m_open.resize(m_known.size());
        m_result.assign(prompt.unknown.genes.size(), 0.0F);
        read(prompt.known, m_known);
        read(prompt.unknown, m_open);
    }

    TokenBatch known() const { return batch(m_known, m_prompt.known); }
    TokenBatch open() const { return batch(m_open, m_prompt.known); }
    bool done() const
    {
        return std::all_of(m_open.begin(), m_open.end(), [](const auto &genes) { return genes.empty(); });
    }

    // The share of a cell's open genes that leaves equally many for each of the `left` rounds, this one included.
    void take(const std::vector<float> &predicted, std::int64_t tokens, int left)
    {
        for (std::size_t cell = 0; cell < m_open.size(); ++cell) {
            std::vector<Gene> &genes = m_open[cell];
            for (std::size_t i = 0; i < genes.size(); ++i)
                genes[i].value = predicted[cell * static_cast<std::size_t>(tokens) + i];
            std::stable_sort(genes.begin(), genes.end(), [](const Gene &a, const Gene &b) { return a.value > b.value; });
            const auto count =
                static_cast<std::ptrdiff_t>((genes.size() + static_cast<std::size_t>(left) - 1) / static_cast<std::size_t>(left));
            for (auto gene = genes.begin(); gene != genes.begin() + count; ++gene) {
                m_result[cell * static_cast<std::size_t>(m_prompt.unknown.tokens) + static_cast<std::size_t>(gene->place)] =
                    gene->value;
                m_known[cell].push_back(
                    {gene->id, gene->place, std::clamp(gene->value, m_options.smallestValue, m_options.largestValue)});
            }
            genes.erase(genes.begin(), genes.begin() + count);
        }
    }

    std::vector<float> result() { return std::move(m_result); }

  private:
    static void read(const TokenBatch &batch, std::vector<std::vector<Gene>> &cells)
    {
        for (std::int64_t cell = 0; cell < batch.cells; ++cell)
            for (std::int64_t token = 0; token < batch.tokens; ++token) {
                const auto at = static_cast<std::size_t>(cell * batch.tokens + token);
                if (batch.padding.empty() || batch.padding[at] == 0)
                    cells[static_cast<std::size_t>(cell)].push_back(
                        {batch.genes[at], token, batch.values.empty() ? 0.0F : batch.values[at]});
            }
    }

    // Padded to the longest; other data of a cell (its batch) is copied from `like`.
    static TokenBatch batch(const std::vector<std::vector<Gene>> &cells, const TokenBatch &like)
    {
        TokenBatch result;
        result.cells = static_cast<std::int64_t>(cells.size());
        result.batches = like.batches;
        for (const auto &genes : cells) result.tokens = std::max(result.tokens, static_cast<std::int64_t>(genes.size()));
        const auto size = static_cast<std::size_t>(result.cells * result.tokens);
        result.genes.assign(size, 0);
        result.values.assign(size, 0.0F);
        result.padding.assign(size, 1);
        for (std::size_t cell = 0; cell < cells.size(); ++cell)
            for (std::size_t i = 0; i < cells[cell].size(); ++i) {
                const std::size_t at = cell * static_cast<std::size_t>(result.tokens) + i;
                result.genes[at] = cells[cell][i].id;
                result.values[at] = cells[cell][i].value;
                result.padding[at] = 0;
            }
        return result;
    }

    const Prompt &m_prompt;
    const GenerationOptions &m_options;
    std::vector<std::vector<Gene>> m_known, m_open;  // by cell
    std::vector<float> m_result;
};

}  // namespace

Result<std::vector<float>> generateInRounds(const CellGenerator &generator, const Prompt &prompt,
                                            const GenerationOptions &options, JobContext &context)
{
    if (options.rounds < 1) return Error{errors::badOption, "The number of rounds must be at least 1.", {}};
    if (prompt.known.cells != prompt.unknown.cells)
        return Error{errors::badOption, "Every cell needs a prompt and genes to predict.", {}};
    return guarded(
        "generate expression",
        [&]() -> Result<std::vector<float>> {
            Rounds rounds(prompt, options);
            for (int round = 0; round < options.rounds && !rounds.done(); ++round) {
                if (context.cancelled()) return cancelled();
                const TokenBatch open = rounds.open();
                LEXICELL_TRY(predicted, generator.generateFromGenes(rounds.known(), open, prompt.cellVectors, context));
                rounds.take(predicted, open.tokens, options.rounds - round);
            }
            return rounds.result();
        },
        "Choose fewer cells or genes at a time.");
}

}  // namespace lexicell::models::tasks
