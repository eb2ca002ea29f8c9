// Reads what Cell Ranger, STARsolo, kallisto|bustools, alevin-fry and GEO submitters call a matrix: a folder with
// matrix.mtx[.gz], features.tsv[.gz] (or genes.tsv) and barcodes.tsv[.gz], under these and other names (mtx_files.h); or one
// .mtx.
//
// Rows are genes as 10x has it, or cells where the lengths of the two lists say so. Names are the second column of the
// features (symbols), var["gene_ids"] the first, var["feature_types"] the third, as scanpy's read_10x_mtx has it; lists that
// are built otherwise: name_list.h.
#pragma once

#include "core/io/read_dataset.h"

namespace lexicell::io {

Result<data::Dataset> readMtxFolder(const std::filesystem::path &folder, const ReadOptions &options, JobContext &context);

// A bare .mtx: with the lists beside it that go with it, else with made-up names and a warning.
Result<data::Dataset> readMtxFile(const std::filesystem::path &file, const ReadOptions &options, JobContext &context);

// Any one of the three files stands for the data set: a list of features or barcodes opens the matrix that it goes with. Any
// other file is read as a table. Error classes besides those of both: missing_element (a list, but its matrix is not there),
// choice_needed (a list for several matrices).
Result<data::Dataset> readTableOrList(const std::filesystem::path &file, const ReadOptions &options, JobContext &context);

}  // namespace lexicell::io
