// Reads a matrix from text: comma, tab, semicolon or blank separated, plain or gzip, with names of rows and columns.
//
// The header may have a field for the column of row names or, as R's write.table leaves it out, one field less than the
// rows. For numbers in the first column (names or values) see table_row_names.h.
// Fields may be quoted. Numbers have a decimal point; a decimal comma, an empty field and a word are refused with
// their line (parse_error), NA and infinities too (non_finite). X is float32: csr, or dense where more than half is not 0.
// Error classes besides: empty_file, truncated, corrupt_data.
#pragma once

#include "core/io/read_dataset.h"

namespace lexicell::io {

Result<data::Dataset> readTable(const std::filesystem::path &path, const ReadOptions &options, JobContext &context);

}  // namespace lexicell::io
