// What decides the numbers of a part of a run: model, change, options of the tokens, cells with their counts, genes, intact
// vectors.
#pragma once

#include "core/base/result.h"
#include "models/tasks/knock_out/changed_cells.h"
#include "models/tasks/knock_out/unfinished_run.h"

#include <string>

namespace lexicell::models::tasks {

// `part`: "single changes", "pairs". Error classes: those of reading.
Result<PartIdentity> identityOf(const std::string &part, const input::PreparedCells &cells, const LoadedModel &model,
                                const ChangeJob &job);

}  // namespace lexicell::models::tasks
