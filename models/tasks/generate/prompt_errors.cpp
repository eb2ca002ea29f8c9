#include "models/tasks/generate/prompt_errors.h"

#include <map>
#include <unordered_map>
#include <utility>

namespace lexicell::models::tasks {

namespace {

struct Sum {
    double total = 0.0;
    std::int64_t count = 0;

    void add(double value)
    {
        total += value;
        ++count;
    }
    Sum without(const Sum &other) const { return {total - other.total, count - other.count}; }
    double mean() const { return total / static_cast<double>(count); }
};

using GeneSums = std::unordered_map<std::int64_t, Sum>;  // by vocabulary id

void addCell(GeneSums &sums, const PromptCell &cell)
{
    for (const DetectedGene &gene : cell.genes) sums[cell.row.genes[gene.place]].add(static_cast<double>(gene.value));
}

Sum at(const GeneSums &sums, std::int64_t id)
{
    const auto found = sums.find(id);
    return found == sums.end() ? Sum{} : found->second;
}

// Sums over all cells, from which those of a prompt are taken away.
class Background {
  public:
    explicit Background(const PromptCells &cells) : m_cells(cells)
    {
        for (const auto *list : {&cells.chosen, &cells.others})
            for (const PromptCell &cell : *list) {
                addCell(m_all, cell);
                if (cell.type >= 0) addCell(m_types[cell.type], cell);
            }
    }

    // The type of all these cells; −1: they have none, or several.
    std::int32_t typeOf(const std::vector<std::size_t> &sources) const
    {
        const std::int32_t type = m_cells.chosen[sources.front()].type;
        for (const std::size_t source : sources)
            if (m_cells.chosen[source].type != type) return -1;
        return type;
    }
    Sum others(std::int64_t id, const GeneSums &own) const { return at(m_all, id).without(at(own, id)); }
    Sum othersOfType(std::int64_t id, std::int32_t type, const GeneSums &own) const
    {
        const auto found = m_types.find(type);
        return found == m_types.end() ? Sum{} : at(found->second, id).without(at(own, id));
    }

  private:
    const PromptCells &m_cells;
    GeneSums m_all;
    std::map<std::int32_t, GeneSums> m_types;
};

}  // namespace

ComparedValues comparedWithPrompts(const std::vector<CellPrompt> &prompts, const std::vector<std::vector<float>> &generated,
                                   const PromptCells &cells)
{
    const Background background(cells);
    ComparedValues values;
    values.cells = static_cast<std::int64_t>(prompts.size());
    values.methods = {{"model", false, {}}, {"gene-mean", true, {}}};
    if (!cells.types.empty()) values.methods.push_back({"type-mean", true, {}});
    for (std::size_t i = 0; i < prompts.size(); ++i) {
        GeneSums own;
        for (const std::size_t source : prompts[i].sources) addCell(own, cells.chosen[source]);
        const std::int32_t type = background.typeOf(prompts[i].sources);
        for (std::size_t token = 0; token < generated[i].size(); ++token) {
            const std::int64_t id = prompts[i].unknown.genes[token];
            const Sum truth = at(own, id), others = background.others(id, own);
            if (truth.count == 0 || others.count == 0) continue;
            values.cell.push_back(static_cast<std::int32_t>(i));
            values.gene.push_back(static_cast<std::int32_t>(id));
            values.truth.push_back(static_cast<float>(truth.mean()));
            values.methods[0].values.push_back(generated[i][token]);
            values.methods[1].values.push_back(static_cast<float>(others.mean()));
            if (cells.types.empty()) continue;
            const Sum ofType = background.othersOfType(id, type, own);
            values.methods[2].values.push_back(static_cast<float>(ofType.count > 0 ? ofType.mean() : others.mean()));
        }
    }
    return values;
}

}  // namespace lexicell::models::tasks
