// Results as files, one format per type: written by the command line, exported by the window's views.
#pragma once

#include "core/base/result.h"
#include "core/files/atomic_file.h"
#include "models/tasks/result.h"

#include <filesystem>
#include <string>

namespace lexicell::models::tasks {

// Comma-separated text (RFC 4180) with a heading; numbers as Python's repr, NaN as an empty field. A Graph has one line per
// edge: gene_a, gene_b, weight and its further columns; a Ranking one per item; a Heatmap one per row; Curves one per
// point, with the curve's name in front. A DatasetChange and a CheckpointFolder have no CSV form: empty.
std::string resultCsv(const TaskResult &result);

}  // namespace lexicell::models::tasks
