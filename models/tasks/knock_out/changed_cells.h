// Embeds query cells with a gene changed, and takes the numbers of each cell. Cells without the gene are skipped: they cost
// nothing.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "models/contracts/gene_changes.h"
#include "models/contracts/model.h"
#include "models/input/prepared_cells.h"
#include "models/tasks/knock_out/gene_effect.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace lexicell::models::tasks {

class UnfinishedRun;

using CellVector = std::vector<double>;  // the model's float32 numbers

// Calls `work` with the place in `which` and the tokens of every cell, in order. `which`: ascending rows of the data set.
using IntactCellWork = std::function<Result<void>(std::size_t place, const IntactCell &cell)>;
Result<void> forEachIntactCell(const input::PreparedCells &cells, const std::vector<std::int64_t> &which,
                               const IntactCellWork &work);
// The row with the batch label of its cell, for a model that needs one.
TokenBatch withLabel(TokenBatch row, const input::PreparedCells &cells, std::int64_t cell);

// The vectors of intact cells, as `embed` writes them. `cells`: ascending rows of the data set that have tokens.
Result<std::vector<CellVector>> intactVectors(const input::PreparedCells &cells, const LoadedModel &model,
                                              const std::vector<std::int64_t> &which, JobContext &context);

struct ChangeJob {
    std::vector<std::int64_t> cells;                 // query cells, ascending rows with tokens
    const std::vector<CellVector> &intact;           // their vectors
    std::vector<std::vector<std::int64_t>> targets;  // vocabulary ids, changed together; empty: no cell takes part
    GeneChange change;
    Goal goal;                            // of the model's vectors; without: shifts only
    UnfinishedRun *unfinished = nullptr;  // keeps what is computed and goes on from it; null: nothing is kept
};

// One target's cells, those that take part.
struct TargetShifts {
    std::vector<std::int64_t> cells;  // places in ChangeJob::cells, ascending
    std::vector<CellShift> shifts;
    CellVector change;           // sum over the cells of E' − E
    std::int64_t replaced = 0;   // cells in which a tested gene took the place of another token
    std::int64_t unchanged = 0;  // cells that have the new value already: exactly 0
};

struct ChangedCells {
    std::vector<TargetShifts> targets;
    std::int64_t passes = 0;  // rows that went through the network
};

// The result does not depend on the batch size, the number of threads or the order of the targets. Progress counts (target, cell)
// pairs. Error classes: cancelled, unsupported_mode, out_of_memory, those of reading, of CellEncoder and of UnfinishedRun.
Result<ChangedCells> changeCells(const input::PreparedCells &cells, const LoadedModel &model, const ChangeJob &job,
                                 JobContext &context);

}  // namespace lexicell::models::tasks
