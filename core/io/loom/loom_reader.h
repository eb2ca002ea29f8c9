// Reads loom files, specification 2 and 3: http://linnarssonlab.org/loompy/format/
//
// matrix [genes x cells] becomes X, csr; layers likewise; row attributes become var (two-dimensional ones varm), column
// attributes obs (obsm), graphs varp and obsp, global attributes uns. Names: Gene and CellID, else other common names of
// these attributes, else generated names with a warning.
// Error classes: missing_element, shape_mismatch, non_finite, unsupported_type, and those of hdf5_values.
#pragma once

#include "core/io/hdf5/hdf5_node.h"
#include "core/io/read_dataset.h"

namespace lexicell::io {

bool looksLikeLoom(const Hdf5Node &root);

Result<data::Dataset> readLoom(const std::filesystem::path &path, JobContext &context);

}  // namespace lexicell::io
