// Over-expression is held against the removal of the same genes (capability C17): if both say something of a gene, they move the
// cells in opposite directions. By chance half of the genes do.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "models/tasks/knock_out/changed_cells.h"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace lexicell::models::tasks {

struct OppositeChange {
    ChangeKind removal = ChangeKind::Delete;  // the family's default
    std::int64_t genes = 0;                   // with a direction in both
    std::int64_t opposite = 0;                // of these: other signs of the mean of `along`
    std::int64_t passes = 0;

    double share() const;  // NaN without a gene
};

// Counts the genes. A gene's mean is over the cells that both changes moved (an `along` of exactly 0 is no direction).
OppositeChange oppositeSigns(const ChangedCells &raised, const ChangedCells &removed);

// Removes the first `tested` targets of the job in its cells that have them, and compares with what the job itself gave. The job
// needs a goal. Error classes: those of changeCells().
Result<OppositeChange> compareWithRemoval(const input::PreparedCells &cells, const LoadedModel &model, const ChangeJob &job,
                                          const ChangedCells &raised, std::size_t tested, JobContext &context);

}  // namespace lexicell::models::tasks
