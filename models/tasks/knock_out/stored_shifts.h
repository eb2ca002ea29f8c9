// The shifts of single cells as elements of the data set (docs/knock-outs.md §7): obs["lexicell_shift_GENE"] = 1 − cos(E', E),
// float64 [cells], and obsm["lexicell_shift_GENE"] = E' − E, float32 [cells x width]. NaN where a cell was not changed: it is no
// query cell, or lacks the gene.
//
// The cells are encoded once more, intact and with each of the genes changed. The vectors do not depend on the batch, so these
// numbers are those of the table; of genes that number at most 20 this is a small part of the run, which computes the null as
// well.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "models/tasks/knock_out/knock_out_options.h"
#include "models/tasks/knock_out/shift_keys.h"
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
// Warnings: replaced; key_taken (input.brought has the key: a number is added). Error classes: those of knockOut().
Result<StoredShifts> withStoredShifts(const TaskInput &input, const KnockOutOptions &options, JobContext &context);

}  // namespace lexicell::models::tasks
