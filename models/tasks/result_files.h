// Results as files, one format per type: written by the command line, exported by the window's views.
#pragma once

#include "core/base/result.h"
#include "models/tasks/record.h"
#include "models/tasks/result.h"

#include <filesystem>
#include <string>

namespace lexicell::models::tasks {

// Comma-separated text (RFC 4180) with a heading; numbers as Python's repr, NaN as an empty field. A Graph has one line per
// edge: gene_a, gene_b, weight and its further columns; a Ranking one per item; a Heatmap one per row; Curves one per
// point, with the curve's name in front. A DatasetChange, a NewDataset and a
// CheckpointFolder have no CSV form: empty.
std::string resultCsv(const TaskResult &result);

// The CSV file and its record beside it (record.h), for results that have a CSV form. A file of that name beside it that is no
// record is replaced only if `replace`. Error classes: output_exists, not_writable, disk_full.
Result<void> writeResult(const TaskResult &result, const ProvenanceStep &record, const std::filesystem::path &csv, bool replace);

}  // namespace lexicell::models::tasks
