#include "models/tasks/fine_tune/labeled_minibatches.h"

#include "core/base/random.h"
#include "core/data/csr_block.h"

#include <algorithm>

namespace lexicell::models::tasks {

namespace {

constexpr std::uint64_t hideStream = 0x68696465ull;

std::int64_t hiddenGenes(const LabeledCells &cells, double share)
{
    std::vector<std::int32_t> genes;
    genes.reserve(cells.split.training.size());
    for (const std::int64_t cell : cells.split.training)
        genes.push_back(cells.cells.survey.matchedGenes[static_cast<std::size_t>(cell)]);
    if (genes.empty()) return 0;
    const auto middle = genes.begin() + static_cast<std::ptrdiff_t>(genes.size() / 2);
    std::nth_element(genes.begin(), middle, genes.end());
    return static_cast<std::int64_t>(share * static_cast<double>(*middle));
}

}  // namespace

LabeledMinibatches::LabeledMinibatches(const LabeledCells &cells, const Rules &rules, data::CsrBlock rows)
    : m_cells(cells), m_rules(rules), m_rows(std::move(rows)),
      m_hidden(rules.hiddenShare > 0.0 ? hiddenGenes(cells, rules.hiddenShare) : 0)
{
}

Result<LabeledMinibatches> LabeledMinibatches::make(const LabeledCells &cells, const Rules &rules)
{
    LEXICELL_TRY(rows, cells.cells.matrix.all());
    return LabeledMinibatches(cells, rules, std::move(rows));
}

std::vector<std::vector<std::int64_t>> LabeledMinibatches::trainingBatches(int epoch) const
{
    return training::shuffledBatches(
        m_cells.split.training, [this](std::int64_t cell) { return m_cells.cells.length(cell); }, m_rules.batchSize, m_rules.seed,
        epoch);
}

std::vector<std::vector<std::int64_t>> LabeledMinibatches::validationBatches() const
{
    return training::sortedBatches(
        m_cells.split.validation, [this](std::int64_t cell) { return m_cells.cells.length(cell); }, m_rules.batchSize);
}

Result<std::vector<training::Examples>> LabeledMinibatches::views(const std::vector<std::int64_t> &cells, int epoch) const
{
    LEXICELL_TRY(view, examples(cells, epoch));
    std::vector<training::Examples> views;
    views.push_back(std::move(view));
    return views;
}

Result<training::Examples> LabeledMinibatches::held(const std::vector<std::int64_t> &cells) const { return examples(cells, 0); }

Result<training::Examples> LabeledMinibatches::examples(const std::vector<std::int64_t> &cells, int round) const
{
    std::vector<std::string> names;
    names.reserve(cells.size());
    for (const std::int64_t cell : cells) names.push_back(m_cells.cells.names[static_cast<std::size_t>(cell)]);
    const input::PreparedCells &prepared = m_cells.cells;
    LEXICELL_TRY(
        tokens, prepared.tokenizer->tokenize(data::selectRows(m_rows, cells), prepared.coverage.geneIds, names, prepared.tokens));
    training::Examples result;
    result.tokens = std::move(tokens);
    result.labels.reserve(cells.size());
    for (const std::int64_t cell : cells) result.labels.push_back(m_cells.classOf[static_cast<std::size_t>(cell)]);
    if (m_rules.hiddenShare > 0.0) {
        result.scored.assign(result.tokens.genes.size(), 0);
        for (std::size_t row = 0; row < cells.size(); ++row) hide(result, row, cells[row], round);
    }
    return result;
}

// Detected genes only; the draw depends on the seed, the round and the cell.
void LabeledMinibatches::hide(training::Examples &examples, std::size_t row, std::int64_t cell, int round) const
{
    const TokenBatch &batch = examples.tokens;
    const std::size_t begin = row * static_cast<std::size_t>(batch.tokens), end = begin + static_cast<std::size_t>(batch.tokens);
    std::vector<std::size_t> places;
    for (std::size_t at = begin; at < end; ++at)
        if (batch.padding[at] == 0 && (batch.undetected.empty() || batch.undetected[at] == 0)) places.push_back(at);
    const std::size_t count = std::min(static_cast<std::size_t>(m_hidden), places.size() / 2);
    Random random(static_cast<std::uint64_t>(m_rules.seed),
                  Random::mix(Random::mix(hideStream + static_cast<std::uint64_t>(round)) + static_cast<std::uint64_t>(cell)));
    for (std::size_t i = 0; i < count; ++i) {
        std::swap(places[i], places[i + random.below(places.size() - i)]);
        examples.scored[places[i]] = 1;
    }
}

}  // namespace lexicell::models::tasks
