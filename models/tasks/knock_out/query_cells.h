// The cells of a knock-out: those that are changed, those of the goal, and their replicates.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "models/input/prepared_cells.h"
#include "models/tasks/knock_out/knock_out_options.h"

#include <cstdint>
#include <vector>

namespace lexicell::models::tasks {

struct QueryCells {
    std::vector<std::int64_t> cells;       // that are changed, ascending; they have tokens
    std::vector<std::int64_t> goal;        // of the group `toward`; empty: no goal
    std::vector<std::int32_t> replicates;  // [cells of the data set] code, −1: none; empty: cells are the replicates

    // Of these cells, in their order; empty without replicates.
    std::vector<std::int32_t> replicatesOf(const std::vector<std::int64_t> &which) const;
    bool hasGoal() const { return !goal.empty(); }
};

// `within` (ascending): only of these cells, in the goal too; null: of all. Warning: cells_as_replicates. Error classes:
// missing_column, bad_option (a group that does not exist, a replicate column with one value), bad_query, too_few_cells (fewer
// than min-cells to change, or none in the goal).
Result<QueryCells> queryCells(const data::Dataset &dataset, const input::PreparedCells &cells, const KnockOutOptions &options,
                              JobContext &context, const std::vector<std::int64_t> *within = nullptr);

}  // namespace lexicell::models::tasks
