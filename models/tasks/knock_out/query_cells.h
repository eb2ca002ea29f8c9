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

// `within` (ascending): only of these cells, in the goal too; null: of all. Warnings: cells_as_replicates, one_replicate (the
// cells to change are of one replicate, so effects have no uncertainty). Error classes: missing_column, bad_option (a group that
// does not exist, a replicate column with one value, or with none in the cells to change or in the goal), bad_query,
// too_few_cells (one cell to change, or none in the goal; within a group, or where all expressed genes are tested, fewer than
// min-cells to change). With genes that are named the cells may be fewer than min-cells: the effects are then without null, z and
// p.
Result<QueryCells> queryCells(const data::Dataset &dataset, const input::PreparedCells &cells, const KnockOutOptions &options,
                              JobContext &context, const std::vector<std::int64_t> *within = nullptr);

// For a task that needs min-cells cells in any case.
Error tooFewToChange(std::int64_t cells, std::int64_t minCells);

}  // namespace lexicell::models::tasks
