#include "models/tasks/generate/prompt_cells.h"

#include "core/base/random.h"
#include "core/data/cell_query.h"
#include "models/tasks/knock_out/changed_cells.h"
#include "models/tasks/row_workers.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace lexicell::models::tasks {

namespace {

constexpr std::int64_t mostForBaselines = 5000;

Result<void> keepGroup(std::vector<std::int64_t> &cells, const data::Categorical &labels, const PromptChoice &choice)
{
    const auto names = labels.categoryNames();
    const auto found = std::find(names.begin(), names.end(), choice.from);
    if (found == names.end())
        return Error{errors::badOption,
                     "The column " + choice.groupby + " has no group " + choice.from + ". Name one of its groups.",
                     {},
                     {{"from"}}};
    std::erase_if(cells,
                  [&](std::int64_t cell) { return labels.codes[static_cast<std::size_t>(cell)] != found - names.begin(); });
    if (cells.empty())
        return Error{errors::tooFewCells,
                     "The group " + choice.from + " of " + choice.groupby +
                         " has no cell with a gene that the model knows. Choose another group.",
                     {},
                     {{"from"}}};
    return {};
}

Result<std::vector<PromptCell>> readCells(const input::PreparedCells &prepared, const std::vector<std::int64_t> &which,
                                          const std::vector<std::int32_t> &types, JobContext &context)
{
    const auto columns = columnsById(prepared);
    std::vector<PromptCell> cells;
    cells.reserve(which.size());
    LEXICELL_CHECK(forEachIntactCell(prepared, which, [&](std::size_t place, const IntactCell &intact) -> Result<void> {
        if (context.cancelled()) return cancelled();
        const std::int64_t cell = which[place];
        cells.push_back({cell, types.empty() ? -1 : types[static_cast<std::size_t>(cell)], intact.tokens(),
                         detectedGenes(intact.tokens(), columns)});
        return {};
    }));
    return cells;
}

}  // namespace

Result<PromptCells> promptCells(const data::Dataset &dataset, const input::PreparedCells &prepared,
                                const std::vector<std::string> &columnNames, const PromptChoice &choice, JobContext &context)
{
    PromptCells result;
    result.columnNames = columnNames;
    result.ids.assign(columnNames.size(), -1);
    for (const auto &[id, column] : columnsById(prepared)) result.ids[static_cast<std::size_t>(column)] = id;
    LEXICELL_TRY(chosen, cellsToAsk(dataset, prepared, choice.cells, 0, choice.seed));
    std::vector<std::int32_t> types;
    if (!choice.groupby.empty()) {
        LEXICELL_TRY(labels, dataset.labels(choice.groupby));
        types = labels.codes;
        result.types = labels.categoryNames();
        if (!choice.from.empty()) LEXICELL_CHECK(keepGroup(chosen, labels, choice));
    }
    LEXICELL_TRY(compared, cellsToAsk(dataset, prepared, {}, mostForBaselines, choice.seed));
    std::erase_if(compared, [&](std::int64_t cell) { return std::binary_search(chosen.begin(), chosen.end(), cell); });
    LEXICELL_TRY(own, readCells(prepared, chosen, types, context));
    LEXICELL_TRY(others, readCells(prepared, compared, types, context));
    result.chosen = std::move(own);
    result.others = std::move(others);
    return result;
}

Result<std::vector<std::vector<float>>> cellOutputs(const LoadedModel &model, const std::vector<PromptCell> &cells,
                                                    JobContext &context)
{
    if (!model.tokens)
        return Error{errors::unsupportedModel,
                     "The model " + model.card.name + " has no vector that could stand for a cell. Choose genes as the prompt."};
    std::vector<std::vector<float>> outputs(cells.size());
    const RowWorkers workers(model, false, context.threads);
    LEXICELL_CHECK(workers.forEach(cells.size(), "read the vectors of cells", [&](std::size_t i) -> Result<void> {
        if (context.cancelled()) return cancelled();
        LEXICELL_TRY(tokens, model.tokens->encodeTokens(cells[i].row, context));
        outputs[i].assign(tokens.begin(), tokens.begin() + model.tokens->width());
        return {};
    }));
    return outputs;
}

std::vector<std::vector<std::size_t>> sourcesOf(std::size_t chosen, std::size_t count, std::size_t each, std::int64_t seed)
{
    const std::size_t wanted = each == 0 ? chosen : std::min(each, chosen);
    std::vector<std::vector<std::size_t>> sources;
    std::vector<std::size_t> order;  // every cell is taken before one is taken again
    std::size_t next = 0;
    Random random(static_cast<std::uint64_t>(seed), Random::streamOf("cells of prompts"));
    for (std::size_t i = 0; i < count; ++i) {
        std::vector<std::size_t> own;
        if (wanted == chosen) {
            own.resize(chosen);
            std::iota(own.begin(), own.end(), std::size_t{0});
        }
        while (own.size() < wanted) {
            if (next == order.size()) {
                order.resize(chosen);
                std::iota(order.begin(), order.end(), std::size_t{0});
                for (std::size_t k = order.size(); k > 1; --k) std::swap(order[k - 1], order[random.below(k)]);
                next = 0;
            }
            if (const std::size_t cell = order[next++]; std::find(own.begin(), own.end(), cell) == own.end()) own.push_back(cell);
        }
        std::sort(own.begin(), own.end());
        sources.push_back(std::move(own));
    }
    return sources;
}

}  // namespace lexicell::models::tasks
