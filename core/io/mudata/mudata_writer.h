// Writes a data set as MuData (h5mu, format 0.1.0 as mudata 0.3.10 writes it): an AnnData for every value of var "feature_types",
// named "rna", "prot" and "atac" (other kinds by their own name), with the cells that obs "modalities" lists for it, else all.
// Columns of obs, obsm, obsp and uns belong to the whole file; X, layers and the columns of var are divided. varm, varp and raw,
// which mix kinds, are left out with a warning (left_out). Without feature_types all features are genes.
#pragma once

#include "core/io/h5ad/h5ad_writer.h"

namespace lexicell::io {

// Error classes as for writeH5ad().
Result<void> writeMuData(const data::Dataset &dataset, const std::filesystem::path &path, const WriteOptions &options,
                         JobContext &context);

}  // namespace lexicell::io
