// Elements that files of anndata 0.6 and 0.7 store in other places than current files.
#pragma once

#include "core/data/dataset.h"
#include "core/io/h5ad/h5ad_elements.h"

namespace lexicell::io {

// 0.6 kept the categories of obs["x"] in uns["x_categories"]: moves them into the column and removes them from uns.
void restoreCategories(data::Dataset &dataset);

// 0.6 kept neighbor graphs in uns["neighbors"]: moves them to obsp, as anndata does.
void moveNeighborGraphs(data::Dataset &dataset);

// 0.6 wrote obsm and varm as one compound dataset with a small array per field.
data::Dict readCompoundDict(const Hdf5Node &node);

}  // namespace lexicell::io
