// Reads the matrices of Cell Ranger, STARsolo, kallisto|bustools, alevin-fry and GEO series: a folder with
// matrix.mtx[.gz], features.tsv[.gz] (or genes.tsv) and barcodes.tsv[.gz], under these and other names (mtx_files.h); or one
// .mtx file.
//
// Rows are genes as in 10x files, or cells where the lengths of the two lists say so. Names are the second column of the
// features (symbols), var["gene_ids"] the first, var["feature_types"] the third, as in scanpy's read_10x_mtx. For other
// forms of the lists see name_list.h.
#pragma once

#include "core/io/read_dataset.h"

namespace lexicell::io {

Result<data::Dataset> readMtxFolder(const std::filesystem::path &folder, const ReadOptions &options, JobContext &context);

// A single .mtx: with the lists beside it that belong to it, else with generated names and a warning.
Result<data::Dataset> readMtxFile(const std::filesystem::path &file, const ReadOptions &options, JobContext &context);

// Any one of the three files stands for the data set: a list of features or barcodes opens its matrix. Any
// other file is read as a table. Error classes besides those of both: missing_element (a list without its matrix),
// choice_needed (a list for several matrices).
Result<data::Dataset> readTableOrList(const std::filesystem::path &file, const ReadOptions &options, JobContext &context);

}  // namespace lexicell::io
