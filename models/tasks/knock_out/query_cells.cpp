#include "models/tasks/knock_out/query_cells.h"

#include "core/data/cell_query.h"
#include "models/tasks/knock_out/warn_once.h"

#include <algorithm>
#include <iterator>
#include <set>

namespace lexicell::models::tasks {

namespace {

constexpr std::size_t mostNamed = 10;  // groups that a message lists

std::string listOf(const std::vector<std::string> &names)
{
    std::string text;
    for (std::size_t i = 0; i < std::min(names.size(), mostNamed); ++i) text += (i ? ", " : "") + names[i];
    return names.size() > mostNamed ? text + " and " + std::to_string(names.size() - mostNamed) + " more" : text;
}

Result<std::vector<std::int64_t>> cellsOfGroup(const data::Categorical &labels, const std::string &group, const char *option,
                                               const input::PreparedCells &cells, const std::string &column)
{
    const auto names = labels.categoryNames();
    const auto found = std::find(names.begin(), names.end(), group);
    if (found == names.end())
        return Error{errors::badOption,
                     "The column " + column + " has no group " + group + ". Its groups are " + listOf(names) + ".",
                     {},
                     {{option}}};
    std::vector<std::int64_t> members;
    for (std::int64_t cell = 0; cell < cells.cells(); ++cell)
        if (labels.codes[static_cast<std::size_t>(cell)] == found - names.begin() && cells.length(cell) > 0)
            members.push_back(cell);
    if (members.empty())
        return Error{errors::tooFewCells,
                     "The group " + group + " of " + column +
                         " has no cell with a gene that the model knows. Choose another group.",
                     {},
                     {{option}}};
    return members;
}

Result<void> readGroups(QueryCells &query, const data::Dataset &dataset, const input::PreparedCells &cells,
                        const KnockOutOptions &options)
{
    if (options.groupby.empty()) {
        for (std::int64_t cell = 0; cell < cells.cells(); ++cell)
            if (cells.length(cell) > 0) query.cells.push_back(cell);
        return {};
    }
    LEXICELL_TRY(labels, dataset.labels(options.groupby));
    LEXICELL_TRY(from, cellsOfGroup(labels, options.from, "from", cells, options.groupby));
    query.cells = std::move(from);
    if (options.toward.empty()) return {};
    LEXICELL_TRY(toward, cellsOfGroup(labels, options.toward, "toward", cells, options.groupby));
    query.goal = std::move(toward);
    return {};
}

// Both ascending.
void keepOnly(std::vector<std::int64_t> &cells, const std::vector<std::int64_t> &within)
{
    std::vector<std::int64_t> kept;
    std::set_intersection(cells.begin(), cells.end(), within.begin(), within.end(), std::back_inserter(kept));
    cells = std::move(kept);
}

// The query leaves the goal as it is; a group of `by` has its own goal.
Result<void> restrict(QueryCells &query, const data::Dataset &dataset, const KnockOutOptions &options,
                      const std::vector<std::int64_t> *within)
{
    if (!options.cells.empty()) {
        LEXICELL_TRY(chosen, data::cellsWhere(dataset, options.cells));
        keepOnly(query.cells, chosen);
        if (query.cells.empty())
            return Error{errors::tooFewCells,
                         "The condition \"" + options.cells + "\" leaves no cell to change. Choose other cells.",
                         {},
                         {{"cells"}}};
    }
    if (!within) return {};
    keepOnly(query.cells, *within);
    const bool hadGoal = query.hasGoal();
    keepOnly(query.goal, *within);
    if (hadGoal && !query.hasGoal())
        return Error{errors::tooFewCells, "The goal " + options.toward + " has no cell here.", {}, {{"toward"}, {"by"}}};
    return {};
}

// The group of `by` that the cells belong to, for messages.
std::string whereOf(const data::Dataset &dataset, const KnockOutOptions &options, const QueryCells &query)
{
    const auto labels = dataset.labels(options.by);
    if (!labels.ok() || query.cells.empty()) return {};
    const std::int32_t code = labels->codes[static_cast<std::size_t>(query.cells.front())];
    return code < 0 ? std::string() : " in " + labels->categoryNames()[static_cast<std::size_t>(code)];
}

// `where`: " in NAME" of a group of cells, or empty.
Result<void> readReplicates(QueryCells &query, const data::Dataset &dataset, const KnockOutOptions &options,
                            const std::string &where, JobContext &context)
{
    if (options.replicate.empty()) {
        const auto earlier = context.warnings();  // a second model finds the same cells
        if (std::any_of(earlier.begin(), earlier.end(), [](const Warning &one) { return one.is(warnings::cellsAsReplicates); }))
            return {};
        context.warn(
            warnings::cellsAsReplicates,
            "Every cell counts as a replicate. Cells of one donor are alike, so standard errors and intervals are too small. "
            "Choose the column that holds donors, samples or guides.",
            {{"replicate"}});
        return {};
    }
    LEXICELL_TRY(labels, dataset.labels(options.replicate));
    std::set<std::int32_t> levels;
    for (const std::int64_t cell : query.cells)
        if (labels.codes[static_cast<std::size_t>(cell)] >= 0) levels.insert(labels.codes[static_cast<std::size_t>(cell)]);
    const std::set<std::int32_t> codes(labels.codes.begin(), labels.codes.end());
    const bool several = std::count_if(codes.begin(), codes.end(), [](std::int32_t code) { return code >= 0; }) > 1;
    if (levels.empty() || !several)
        return Error{errors::badOption,
                     "The column " + options.replicate +
                         (levels.empty() ? " has no value in the cells to change" : " has one value") +
                         ", so replicates cannot be compared. Choose another column, or none.",
                     {},
                     {{"replicate"}}};
    // docs/knock-outs.md §3: an effect without uncertainty.
    if (levels.size() == 1)
        warnOnce(context, warnings::oneReplicate,
                 "Cells to change are of one value of " + options.replicate + " alone" + where +
                     ". Their effects have no standard error and no interval. Choose cells of several replicates.",
                 {{"replicate"}});
    const auto hasOne = [&](std::int64_t cell) { return labels.codes[static_cast<std::size_t>(cell)] >= 0; };
    if (query.hasGoal() && std::none_of(query.goal.begin(), query.goal.end(), hasOne))
        return Error{
            errors::badOption,
            "The column " + options.replicate +
                " has no value in the cells of the goal, so their mean over replicates is unknown. Choose another column, "
                "or none.",
            {},
            {{"replicate"}}};
    query.replicates = labels.codes;
    return {};
}

}  // namespace

std::vector<std::int32_t> QueryCells::replicatesOf(const std::vector<std::int64_t> &which) const
{
    std::vector<std::int32_t> codes;
    if (replicates.empty()) return codes;
    for (const std::int64_t cell : which) codes.push_back(replicates[static_cast<std::size_t>(cell)]);
    return codes;
}

Error tooFewToChange(std::int64_t cells, std::int64_t minCells)
{
    return {errors::tooFewCells,
            "Too few cells to change: " + std::to_string(cells) + ", but min-cells is " + std::to_string(minCells) +
                ", so no gene could be compared with others. Choose more cells, or lower the minimum.",
            {},
            {{"min-cells"}}};
}

Result<QueryCells> queryCells(const data::Dataset &dataset, const input::PreparedCells &cells, const KnockOutOptions &options,
                              JobContext &context, const std::vector<std::int64_t> *within)
{
    QueryCells query;
    LEXICELL_CHECK(readGroups(query, dataset, cells, options));
    LEXICELL_CHECK(restrict(query, dataset, options, within));
    const auto count = static_cast<std::int64_t>(query.cells.size());
    // Genes that were asked for by name keep their effect (docs/knock-outs.md §4). One cell has none, no gene could be tested of
    // all that are expressed, and a group of a column has no table.
    if (count < options.minCells && (count < 2 || options.allExpressed || within)) return tooFewToChange(count, options.minCells);
    LEXICELL_CHECK(readReplicates(query, dataset, options, within ? whereOf(dataset, options, query) : std::string(), context));
    return query;
}

}  // namespace lexicell::models::tasks
