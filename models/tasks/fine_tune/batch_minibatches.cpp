#include "models/tasks/fine_tune/batch_minibatches.h"

#include "core/base/random.h"
#include "core/data/csr_block.h"

#include <utility>

namespace lexicell::models::tasks {

namespace {

constexpr std::uint64_t hiddenStream = 0x6869646562ull;
constexpr std::uint64_t orderStream = 0x6F72646572ull;

}  // namespace

std::vector<std::vector<std::int64_t>> BatchMinibatches::apart(const std::vector<std::int64_t> &cells) const
{
    if (m_rules.mixed) return {cells};
    std::vector<std::vector<std::int64_t>> parts(m_cells.batches.size());
    for (const std::int64_t cell : cells)
        parts[static_cast<std::size_t>(m_cells.batchOf[static_cast<std::size_t>(cell)])].push_back(cell);
    return parts;
}

// Cells that are fed zeros are all of one length.
std::int64_t BatchMinibatches::length(std::int64_t cell) const
{
    const auto at = static_cast<std::size_t>(cell);
    return m_rules.mixed ? m_cells.values.indptr[at + 1] - m_cells.values.indptr[at] : 1;
}

std::vector<std::vector<std::int64_t>> BatchMinibatches::trainingBatches(int epoch) const
{
    const auto tokens = [this](std::int64_t cell) { return length(cell); };
    std::vector<std::vector<std::int64_t>> minibatches;
    for (auto &part : apart(m_cells.split.training)) {
        auto own = training::shuffledBatches(std::move(part), tokens, m_rules.batchSize, m_rules.seed, epoch);
        for (auto &minibatch : own) minibatches.push_back(std::move(minibatch));
    }
    Random random(static_cast<std::uint64_t>(m_rules.seed), Random::mix(orderStream + static_cast<std::uint64_t>(epoch)));
    for (std::size_t i = minibatches.size(); i > 1; --i) std::swap(minibatches[i - 1], minibatches[random.below(i)]);
    return minibatches;
}

std::vector<std::vector<std::int64_t>> BatchMinibatches::validationBatches() const
{
    const auto tokens = [this](std::int64_t cell) { return length(cell); };
    std::vector<std::vector<std::int64_t>> minibatches;
    for (auto &part : apart(m_cells.split.validation))
        for (auto &minibatch : training::sortedBatches(std::move(part), tokens, m_rules.batchSize))
            minibatches.push_back(std::move(minibatch));
    return minibatches;
}

Result<std::vector<training::Examples>> BatchMinibatches::views(const std::vector<std::int64_t> &cells, int epoch) const
{
    LEXICELL_TRY(view, examples(cells, epoch));
    std::vector<training::Examples> views;
    views.push_back(std::move(view));
    return views;
}

Result<training::Examples> BatchMinibatches::held(const std::vector<std::int64_t> &cells) const { return examples(cells, 0); }

Result<training::Examples> BatchMinibatches::examples(const std::vector<std::int64_t> &cells, int round) const
{
    std::vector<std::string> names;
    names.reserve(cells.size());
    for (const std::int64_t cell : cells) names.push_back(m_cells.prepared.names[static_cast<std::size_t>(cell)]);
    LEXICELL_TRY(tokens, m_tokenizer->tokenize(data::selectRows(m_cells.values, cells), m_cells.prepared.coverage.geneIds, names,
                                               m_cells.prepared.tokens));
    training::Examples result;
    result.tokens = std::move(tokens);
    if (!m_cells.batches.empty())
        for (const std::int64_t cell : cells) result.tokens.batches.push_back(m_cells.batchOf[static_cast<std::size_t>(cell)]);
    result.target = result.tokens.values;
    result.scored.assign(result.target.size(), 0);
    for (std::size_t row = 0; row < cells.size(); ++row) hide(result, row, cells[row], round);
    return result;
}

// The draw depends on the seed, the round and the cell.
void BatchMinibatches::hide(training::Examples &examples, std::size_t row, std::int64_t cell, int round) const
{
    const auto tokens = static_cast<std::size_t>(examples.tokens.tokens);
    const std::size_t begin = row * tokens;
    std::vector<std::size_t> places;
    places.reserve(tokens);
    for (std::size_t at = begin; at < begin + tokens; ++at)
        if (examples.tokens.padding[at] == 0) places.push_back(at);
    const auto count = static_cast<std::size_t>(m_rules.hiddenShare * static_cast<double>(places.size()));
    Random random(static_cast<std::uint64_t>(m_rules.seed),
                  Random::mix(Random::mix(hiddenStream + static_cast<std::uint64_t>(round)) + static_cast<std::uint64_t>(cell)));
    for (std::size_t i = 0; i < count; ++i) {
        std::swap(places[i], places[i + random.below(places.size() - i)]);
        examples.scored[places[i]] = 1;
        examples.tokens.values[places[i]] = m_rules.hiddenValue;
    }
}

}  // namespace lexicell::models::tasks
