#include "models/tasks/perturb/perturbation_minibatches.h"

#include "core/base/random.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace lexicell::models::tasks {

namespace {

using Cells = std::vector<std::int64_t>;

constexpr std::uint64_t pairStream = 0x70616972ull;
constexpr std::uint64_t subsetStream = 0x73756273ull;

// Values of one row at `genes`, ascending positions, into `to`.
void fillRow(const data::CsrBlock &values, std::int64_t cell, const Cells &genes, float *to)
{
    auto i = static_cast<std::size_t>(values.indptr[static_cast<std::size_t>(cell)]);
    const auto end = static_cast<std::size_t>(values.indptr[static_cast<std::size_t>(cell) + 1]);
    for (std::size_t at = 0; at < genes.size(); ++at) {
        while (i < end && values.indices[i] < genes[at]) ++i;
        to[at] = i < end && values.indices[i] == genes[at] ? values.values[i] : 0.0F;
    }
}

Cells allGenes(const PerturbationCells &cells)
{
    Cells genes(cells.genes.size());
    std::iota(genes.begin(), genes.end(), std::int64_t{0});
    return genes;
}

const Cells &nothing()
{
    static const Cells none;
    return none;
}

}  // namespace

TokenBatch perturbedTokens(const PerturbationCells &cells, const Cells &tokens, const Cells &rows, const Cells &genes,
                           const std::vector<const Cells *> &perturbed)
{
    TokenBatch batch;
    batch.cells = static_cast<std::int64_t>(rows.size());
    batch.tokens = static_cast<std::int64_t>(genes.size());
    const std::size_t size = rows.size() * genes.size();
    batch.values.resize(size);
    batch.genes.reserve(size);
    batch.perturbed.assign(size, 0);
    for (std::size_t row = 0; row < rows.size(); ++row) {
        for (const std::int64_t gene : genes) batch.genes.push_back(tokens[static_cast<std::size_t>(gene)]);
        fillRow(cells.values, rows[row], genes, batch.values.data() + row * genes.size());
        for (const std::int64_t gene : *perturbed[row]) {
            const auto found = std::lower_bound(genes.begin(), genes.end(), gene);
            if (found != genes.end() && *found == gene)
                batch.perturbed[row * genes.size() + static_cast<std::size_t>(found - genes.begin())] = 1;
        }
    }
    return batch;
}

PerturbationMinibatches::PerturbationMinibatches(const PerturbationCells &cells, const PerturbationSplit &split, Cells tokens,
                                                 const Rules &rules)
    : m_cells(cells), m_split(split), m_tokens(std::move(tokens)), m_rules(rules),
      m_control(static_cast<std::size_t>(cells.cells()), -1), m_condition(static_cast<std::size_t>(cells.cells()), -1)
{
    for (const std::int64_t cell : split.trainingControl) m_control[static_cast<std::size_t>(cell)] = cell;
    const auto pair = [&](const std::vector<Cells> &parts, const Cells &control) {
        for (std::size_t condition = 0; condition < parts.size(); ++condition)
            for (const std::int64_t cell : parts[condition]) {
                Random random(static_cast<std::uint64_t>(rules.seed), Random::mix(pairStream + static_cast<std::uint64_t>(cell)));
                m_control[static_cast<std::size_t>(cell)] = control[random.below(control.size())];
                m_condition[static_cast<std::size_t>(cell)] = static_cast<std::int64_t>(condition);
            }
    };
    pair(split.training, split.trainingControl);
    pair(split.validation, split.validationControl);
}

std::vector<Cells> PerturbationMinibatches::trainingBatches(int epoch) const
{
    const auto same = [](std::int64_t) { return std::int64_t{1}; };
    return training::shuffledBatches(m_split.cells.training, same, m_rules.batchSize, m_rules.seed, epoch);
}

std::vector<Cells> PerturbationMinibatches::validationBatches() const
{
    const double longer = static_cast<double>(m_cells.genes.size()) / m_rules.genesPerStep;  // attention grows with the square
    const double fits = m_rules.batchSize / std::max(1.0, longer * longer);
    const auto same = [](std::int64_t) { return std::int64_t{1}; };
    return training::sortedBatches(m_split.cells.validation, same, std::max(1, static_cast<int>(fits)));
}

Result<std::vector<training::Examples>> PerturbationMinibatches::views(const Cells &cells, int epoch) const
{
    std::vector<training::Examples> views;
    const Cells genes = genesOfStep(cells, epoch);
    views.push_back(examples(cells, genes));
    weigh(views.front(), cells, genes, m_rules.weights);
    return views;
}

void PerturbationMinibatches::weigh(training::Examples &examples, const Cells &cells, const Cells &genes,
                                    const std::vector<std::vector<float>> &by) const
{
    if (by.empty()) return;
    examples.weights.assign(cells.size() * genes.size(), 1.0F);
    for (std::size_t row = 0; row < cells.size(); ++row) {
        const std::int64_t condition = conditionOf(cells[row]);
        if (condition < 0) continue;
        const std::vector<float> &weights = by[static_cast<std::size_t>(condition)];
        if (weights.empty()) continue;
        for (std::size_t i = 0; i < genes.size(); ++i)
            examples.weights[row * genes.size() + i] = weights[static_cast<std::size_t>(genes[i])];
    }
}

Result<training::Examples> PerturbationMinibatches::held(const Cells &cells) const
{
    const Cells genes = allGenes(m_cells);
    training::Examples held = examples(cells, genes);
    weigh(held, cells, genes, m_rules.heldWeights);
    return held;
}

// The draw depends on the seed, the epoch and the step's first cell, which is in one step of an epoch.
Cells PerturbationMinibatches::genesOfStep(const Cells &cells, int epoch) const
{
    Cells genes = allGenes(m_cells);
    const auto count = static_cast<std::size_t>(m_rules.genesPerStep);
    if (genes.size() <= count) return genes;
    std::size_t kept = 0;
    if (m_rules.keepPerturbed)
        for (const std::int64_t cell : cells) {
            const std::int64_t condition = conditionOf(cell);
            if (condition < 0) continue;
            for (const std::int64_t gene : m_cells.measured.conditions[static_cast<std::size_t>(condition)].genes) {
                const auto found = std::find(genes.begin() + static_cast<std::ptrdiff_t>(kept), genes.end(), gene);
                if (found != genes.end() && kept < count) std::swap(*found, genes[kept++]);
            }
        }
    Random random(
        static_cast<std::uint64_t>(m_rules.seed),
        Random::mix(Random::mix(subsetStream + static_cast<std::uint64_t>(epoch)) + static_cast<std::uint64_t>(cells.front())));
    for (std::size_t i = kept; i < count; ++i) std::swap(genes[i], genes[i + random.below(genes.size() - i)]);
    genes.resize(count);
    std::sort(genes.begin(), genes.end());
    return genes;
}

training::Examples PerturbationMinibatches::examples(const Cells &cells, const Cells &genes) const
{
    Cells controls;
    std::vector<const Cells *> perturbed;
    for (const std::int64_t cell : cells) {
        controls.push_back(controlOf(cell));
        const std::int64_t condition = conditionOf(cell);
        perturbed.push_back(condition < 0 ? &nothing() : &m_cells.measured.conditions[static_cast<std::size_t>(condition)].genes);
    }
    training::Examples result;
    result.tokens = perturbedTokens(m_cells, m_tokens, controls, genes, perturbed);
    result.target.resize(cells.size() * genes.size());
    for (std::size_t row = 0; row < cells.size(); ++row)
        fillRow(m_cells.values, cells[row], genes, result.target.data() + row * genes.size());
    result.scored.assign(result.target.size(), 1);
    return result;
}

}  // namespace lexicell::models::tasks
