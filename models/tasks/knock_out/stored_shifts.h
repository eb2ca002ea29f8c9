// The shifts of single cells as elements of the data set (docs/knock-outs.md §7): obs["lexicell_shift_GENE"] = 1 − cos(E', E),
// float64 [cells], and obsm["lexicell_shift_GENE"] = E' − E, float32 [cells x width]. NaN where a cell was not changed: it is no
// query cell, or lacks the gene. Beside them their null: obsm["lexicell_shiftnull_GENE"], float32 [cells x null genes], holds
// 1 − cos(E', E) for each of the gene's null genes, nearest first, NaN in cells that lack the null gene. With tables by group a
// column holds in each cell the null gene of that rank in the cell's own table.
//
// The null's numbers are those of the run. The cells are encoded once more, intact and with each of the genes changed. The
// vectors do not depend on the batch, so these numbers are those of the table; of genes that number at most 20 this is a small
// part of the run, which computes the null as well.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "models/tasks/knock_out/knock_out.h"
#include "models/tasks/knock_out/knock_out_options.h"
#include "models/tasks/shift_keys.h"
#include "models/tasks/task.h"

#include <string>
#include <vector>

namespace lexicell::models::tasks {

inline constexpr std::size_t mostStoredShifts = 20;  // genes: each costs as much room as an embedding

// Before anything is computed. Error class: bad_option (more genes than are stored).
Result<void> checkStoredShifts(const KnockOutOptions &options);

struct StoredShifts {
    data::Dataset dataset;          // input.dataset with the elements and their record
    std::vector<std::string> keys;  // in the order of the genes that can be changed
};
// `results`: of the run with these options, for the null. Warnings: replaced; key_taken (input.brought has the key: a number is
// added). Error classes: those of knockOut().
Result<StoredShifts> withStoredShifts(const TaskInput &input, const KnockOutOptions &options,
                                      const std::vector<KnockOut> &results, JobContext &context);

}  // namespace lexicell::models::tasks
