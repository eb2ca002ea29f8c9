// Reads the HDF5 matrices of 10x Genomics: filtered_feature_bc_matrix.h5 (Cell Ranger 3 and later, "v3") and
// filtered_gene_bc_matrices_h5.h5 (1 and 2: one group per genome, "v2").
// https://www.10xgenomics.com/support/software/cell-ranger/latest/analysis/outputs/cr-outputs-h5-matrices
//
// The result is that of scanpy's read_10x_h5: X csr [cells x genes], float32 where that loses nothing; var gene_ids,
// feature_types, genome and further feature lists; names as in the file, duplicates too.
// Error classes: not_10x_matrix, missing_element, shape_mismatch, indptr_invalid, index_out_of_range, choice_needed,
// missing_genome, missing_feature_type, and those of hdf5_values.
#pragma once

#include "core/io/hdf5/hdf5_node.h"
#include "core/io/read_dataset.h"

namespace lexicell::io {

// Whether the root group looks like a 10x matrix of either version.
bool looksLikeTenx(const Hdf5Node &root);

Result<data::Dataset> readTenxH5(const std::filesystem::path &path, const ReadOptions &options, JobContext &context);

}  // namespace lexicell::io
