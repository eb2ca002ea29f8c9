// Reads MuData's h5mu: several AnnData, the modalities, of the same cells. They become one data set.
//
// Genes: the features of all modalities side by side, with var "feature_types" ("Gene Expression", "Antibody Capture", "Peaks",
// by the name of the modality where it has no such column; another modality's name stays as it is). A feature with the name of a
// gene gets a mark in front: "p_" proteins, "a_" peaks, the modality's name and a colon others (warning renamed). Cells: obs of
// the file, in its order. A modality that lacks a cell has no counts in it, and obs "modalities" says what a cell was measured by
// ("rna+prot"). X and every layer that all modalities have are joined, as float32. A column of obs that modalities disagree in is
// named "rna:n_counts", as MuData names it. Embeddings of a modality with all cells are named "X_pca_rna". What has no place in
// one data set (graphs of a modality, raw, other layers) is left out with one warning (left_out). The file is always read whole.
// Source: https://mudata.readthedocs.io (format 0.1.0) and files of mudata 0.3.10.
//
// Error classes as for readH5ad(); besides missing_element (no modality), shape_mismatch and index_out_of_range (a map of cells
// that does not fit), unsupported_format (modalities that share genes and not cells).
#pragma once

#include "core/io/read_dataset.h"

namespace lexicell::io {

Result<data::Dataset> readMuData(const std::filesystem::path &path, JobContext &context);

}  // namespace lexicell::io
