#include "models/tasks/masked_expression/asked_cells.h"

#include "core/base/random.h"
#include "core/data/cell_query.h"

#include <algorithm>
#include <numeric>
#include <unordered_set>
#include <utility>

namespace lexicell::models::tasks {

namespace {

// `count` of 0 … size − 1, ascending, each subset equally likely: the first places of a Fisher-Yates shuffle.
std::vector<std::size_t> sample(std::size_t size, std::size_t count, Random random)
{
    std::vector<std::size_t> places(size);
    std::iota(places.begin(), places.end(), std::size_t{0});
    for (std::size_t i = 0; i < count; ++i) std::swap(places[i], places[i + random.below(size - i)]);
    places.resize(count);
    std::sort(places.begin(), places.end());
    return places;
}

constexpr std::uint64_t hidingStream = 0x4869646547656E65ull;  // another than those of bins and of long cells

}  // namespace

std::unordered_map<std::int64_t, std::int32_t> columnsById(const input::PreparedCells &cells)
{
    std::unordered_map<std::int64_t, std::int32_t> columns;
    for (std::size_t column = 0; column < cells.coverage.geneIds.size(); ++column)
        if (const std::int64_t id = cells.coverage.geneIds[column]; id >= 0)
            columns.emplace(id, static_cast<std::int32_t>(column));
    return columns;
}

std::vector<DetectedGene> detectedGenes(const TokenBatch &row, const std::unordered_map<std::int64_t, std::int32_t> &columns)
{
    std::vector<DetectedGene> genes;
    std::unordered_set<std::int32_t> seen;
    for (std::size_t place = 0; place < row.genes.size(); ++place) {
        const bool has = row.undetected.empty() ? row.values[place] > 0.0F : row.undetected[place] == 0;
        const auto found = columns.find(row.genes[place]);
        if (has && found != columns.end() && seen.insert(found->second).second)
            genes.push_back({place, found->second, row.values[place]});
    }
    return genes;
}

std::vector<std::size_t> chooseHidden(std::size_t genes, std::size_t count, const std::string &cell, std::int64_t seed)
{
    return sample(genes, std::min(count, genes), Random(static_cast<std::uint64_t>(seed), Random::streamOf(cell) ^ hidingStream));
}

Result<std::vector<std::int64_t>> cellsToAsk(const data::Dataset &dataset, const input::PreparedCells &cells,
                                             const std::string &condition, std::int64_t maxCells, std::int64_t seed)
{
    std::vector<std::int64_t> chosen(static_cast<std::size_t>(cells.cells()));
    std::iota(chosen.begin(), chosen.end(), std::int64_t{0});
    if (!condition.empty()) {
        LEXICELL_TRY(found, data::cellsWhere(dataset, condition));
        chosen = std::move(found);
    }
    std::erase_if(chosen, [&](std::int64_t cell) { return cells.length(cell) == 0; });
    if (chosen.empty()) {
        if (condition.empty())
            return Error{errors::tooFewCells, "No cell has a gene that the model knows. Choose another matrix.", {}, {{"layer"}}};
        return Error{errors::tooFewCells,
                     "The condition \"" + condition + "\" leaves no cell with a gene that the model knows. Choose other cells.",
                     {},
                     {{"cells"}}};
    }
    if (maxCells <= 0 || static_cast<std::int64_t>(chosen.size()) <= maxCells) return chosen;
    std::vector<std::int64_t> some;
    for (const std::size_t place : sample(chosen.size(), static_cast<std::size_t>(maxCells),
                                          Random(static_cast<std::uint64_t>(seed), Random::streamOf("cells to ask"))))
        some.push_back(chosen[place]);
    return some;
}

}  // namespace lexicell::models::tasks
