// Results as files, one format per type: written by the command line, exported by the window's views.
#pragma once

#include "core/base/result.h"
#include "core/files/pending_files.h"
#include "models/tasks/record.h"
#include "models/tasks/result.h"

#include <filesystem>
#include <string>

namespace lexicell::models::tasks {

// The endings that a result of this type can be written with: "csv", and "graphml" and "gexf" for a Graph; none: no text form.
std::vector<std::string> resultEndings(const TaskResult &result);

// Comma-separated text (RFC 4180) with a heading; numbers as Python's repr, NaN as an empty field. A Graph has one line per
// edge: gene_a, gene_b, weight and its further columns; a Ranking one per item, or the rows of its complete table; a Heatmap one
// per row; Curves one per point, with the curve's name in front. A DatasetChange, a NewDataset and a CheckpointFolder have no CSV
// form: empty.
std::string resultCsv(const TaskResult &result);

// The columns of the nodes behind their names; without columns: empty.
Table nodeTable(const Graph &graph);
std::filesystem::path nodesBeside(const std::filesystem::path &csv);  // edges.csv: edges.nodes.csv

// The file and its record beside it (record.h), for results that have a text form. The ending of the file decides: .graphml or
// .gexf (graph_files.h), else CSV. A Graph with node columns has a second CSV file for them (nodesBeside). A file of the name of
// the record that is no record, or a file of the nodes' name without such a record, is replaced only if `replace`.
// `further`: TaskOutcome::files. All files are complete on the disk and have no names yet: these come with commit(), the result's
// last. Error classes: output_exists (also two files of one name), unsupported_format (an ending for networks, and the result is
// none), not_writable, disk_full.
Result<files::PendingFiles> pendingResult(const TaskResult &result, const ProvenanceStep &record,
                                          const std::filesystem::path &file, bool replace,
                                          const std::vector<TextFile> &further = {});
// The same with their names.
Result<void> writeResult(const TaskResult &result, const ProvenanceStep &record, const std::filesystem::path &file, bool replace,
                         const std::vector<TextFile> &further = {});
// The further files of a run alone. Error classes: not_writable, disk_full.
Result<files::PendingFiles> pendingFiles(const std::vector<TextFile> &further);

}  // namespace lexicell::models::tasks
