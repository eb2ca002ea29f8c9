#include "models/tasks/gene_context/gene_context.h"

#include "core/analysis/p_values.h"
#include "core/base/guarded.h"
#include "core/base/random.h"
#include "models/input/token_batches.h"
#include "models/tasks/gene_network/gene_universe.h"

#include <algorithm>
#include <unordered_map>

namespace lexicell::models::tasks {

namespace {

constexpr std::size_t mostGenes = 100;  // their vectors in all cells are kept

// The vectors of some genes in every cell.
class Vectors {
  public:
    Vectors(const GeneUniverse &universe, std::int64_t cells, std::int64_t width) : m_width(width), m_cells(cells)
    {
        for (std::size_t i = 0; i < universe.asked.size(); ++i)
            m_places.emplace(universe.ids[static_cast<std::size_t>(universe.asked[i])], i);
        m_values.resize(m_places.size() * static_cast<std::size_t>(cells));
        m_has.resize(m_values.size());
        m_vectors.resize(m_values.size() * static_cast<std::size_t>(width));
    }

    void add(const input::CellBatch &batch, const std::vector<float> &vectors)
    {
        const TokenBatch &tokens = batch.tokens;
        for (std::size_t token = 0; token < tokens.genes.size(); ++token) {
            if (tokens.padding[token]) continue;
            const auto gene = m_places.find(tokens.genes[token]);
            if (gene == m_places.end()) continue;
            const std::int64_t cell = batch.cells[token / static_cast<std::size_t>(tokens.tokens)];
            const std::size_t at = gene->second * static_cast<std::size_t>(m_cells) + static_cast<std::size_t>(cell);
            m_has[at] = 1;
            m_values[at] = tokens.values[token];
            std::copy_n(vectors.data() + static_cast<std::int64_t>(token) * m_width, m_width,
                        m_vectors.data() + static_cast<std::int64_t>(at) * m_width);
        }
    }

    // In the order of the cells, so that sums do not depend on the batches.
    std::vector<ContextVector> of(std::size_t gene, const GroupCells &cells) const
    {
        std::vector<ContextVector> found;
        for (std::size_t cell = 0; cell < static_cast<std::size_t>(m_cells); ++cell) {
            const std::size_t at = gene * static_cast<std::size_t>(m_cells) + cell;
            if (m_has[at])
                found.push_back({cells.groupOf[cell], m_values[at], m_vectors.data() + static_cast<std::int64_t>(at) * m_width});
        }
        return found;
    }

  private:
    std::int64_t m_width, m_cells;
    std::unordered_map<std::int64_t, std::size_t> m_places;
    std::vector<float> m_values, m_vectors;  // [genes x cells], [genes x cells x width]
    std::vector<std::uint8_t> m_has;         // [genes x cells]
};

Result<void> read(Vectors &vectors, const GroupCells &chosen, const LoadedModel &model, const GeneContextOptions &options,
                  JobContext &context)
{
    input::CellOptions reading;
    static_cast<input::MatchOptions &>(reading) = options;
    reading.seed = options.seed;
    LEXICELL_TRY(cells, input::prepareCells(chosen.dataset, model.card, model.tokenizer, reading, context));
    return input::forEachBatch(
        cells, model, "Reading genes in their cells",
        [&](const input::CellBatch &batch) -> Result<void> {
            LEXICELL_TRY(encoded, model.tokens->encodeTokens(batch.tokens, context));
            vectors.add(batch, encoded);
            return {};
        },
        context);
}

void adjust(std::vector<GeneShift> &shifts)
{
    std::vector<double> pValues;
    pValues.reserve(shifts.size());
    for (const GeneShift &shift : shifts) pValues.push_back(shift.shift.pValue);
    const auto adjusted = analysis::falseDiscoveryRates(pValues);
    for (std::size_t i = 0; i < shifts.size(); ++i) shifts[i].adjustedP = adjusted[i];
}

Result<std::vector<GeneShift>> compared(const Vectors &vectors, const GroupCells &chosen, const GeneUniverse &universe,
                                        std::int64_t width, const GeneContextOptions &options, JobContext &context)
{
    std::vector<GeneShift> shifts;
    std::string few;
    for (std::size_t i = 0; i < universe.asked.size(); ++i) {
        const std::string &gene = universe.names[static_cast<std::size_t>(universe.asked[i])];
        const auto own = vectors.of(i, chosen);
        std::vector<std::int64_t> counts(chosen.groups.size());
        for (const ContextVector &vector : own) ++counts[vector.group];
        const std::size_t before = shifts.size();
        const std::uint64_t seed = Random::mix(static_cast<std::uint64_t>(options.seed) ^ Random::streamOf(gene));
        for (std::size_t a = 0; a < counts.size(); ++a)
            for (std::size_t b = a + 1; b < counts.size(); ++b) {
                if (context.cancelled()) return cancelled();
                if (counts[a] < options.fewestCells || counts[b] < options.fewestCells) continue;
                shifts.push_back({gene, chosen.groups[a], chosen.groups[b],
                                  contextShift(own, a, b, width, options.exchanges, Random::mix(seed + a * counts.size() + b)),
                                  1.0});
            }
        if (shifts.size() == before) few += (few.empty() ? "" : ", ") + gene;
        context.report(static_cast<double>(i + 1) / static_cast<double>(universe.asked.size() + 1), "comparing groups");
    }
    if (shifts.empty())
        return Error{errors::tooFewCells,
                     "No gene is a token in " + std::to_string(options.fewestCells) +
                         " cells of two groups. Ask about genes that these cells express, or allow fewer cells.",
                     {},
                     {{"genes"}, {"fewest-cells"}}};
    if (!few.empty())
        context.warn(warnings::leftOut,
                     "Genes that are a token in " + std::to_string(options.fewestCells) +
                         " cells of fewer than two groups are left out: " + few + ".",
                     {{"fewest-cells"}});
    adjust(shifts);
    return shifts;
}

Result<std::vector<GeneShift>> build(const data::Dataset &dataset, const LoadedModel &model, const GeneContextOptions &options,
                                     JobContext &context)
{
    LEXICELL_CHECK(checkGeneContextOptions(options));
    if (!model.tokens)
        return Error{errors::unsupported,
                     "The checkpoint " + model.card.name +
                         " has no vectors of genes in the context of a cell. Choose one with the ability \"tokens\".",
                     {}};
    LEXICELL_TRY(universe, geneUniverse(dataset, &model, options, {options.genes, {}}, context));
    LEXICELL_TRY(chosen, groupCells(dataset, options, options.fewestCells, options.seed, context));
    const std::int64_t width = model.tokens->width();
    Vectors vectors(universe, chosen.dataset.cells(), width);
    {
        const JobPart part(context, 0.0, 0.8);
        LEXICELL_CHECK(read(vectors, chosen, model, options, context));
    }
    const JobPart part(context, 0.8, 1.0);
    return compared(vectors, chosen, universe, width, options, context);
}

}  // namespace

Result<void> checkGeneContextOptions(const GeneContextOptions &options)
{
    if (options.genes.empty()) return Error{errors::badOption, "Name the genes to compare.", {}, {{"genes"}}};
    if (options.genes.size() > mostGenes)
        return Error{errors::tooManyGenes,
                     std::to_string(options.genes.size()) + " genes are too many to keep their vectors in every cell: at most " +
                         std::to_string(mostGenes) + " can be compared at once.",
                     {},
                     {{"genes"}}};
    LEXICELL_CHECK(checkGroupChoice(options));
    if (options.fewestCells < 2) return Error{errors::badOption, "fewest-cells must be at least 2.", {}, {{"fewest-cells"}}};
    if (options.exchanges < 0) return Error{errors::badOption, "exchanges must be at least 0 (no test).", {}, {{"exchanges"}}};
    return {};
}

Result<std::vector<GeneShift>> geneContext(const data::Dataset &dataset, const LoadedModel &model,
                                           const GeneContextOptions &options, JobContext &context)
{
    return guarded(
        "compare the contexts", [&] { return build(dataset, model, options, context); }, "Use fewer genes or cells.");
}

}  // namespace lexicell::models::tasks
