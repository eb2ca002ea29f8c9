// The names of the elements in a group of an h5ad file.
//
// anndata up to 0.11 stored a layer "raw/counts" as an array `counts` in a group `raw`, beside or inside an element `raw`,
// because HDF5 reads the slash as a path. These elements get their full name here.
#pragma once

#include "core/io/hdf5/hdf5_node.h"

#include <string>
#include <vector>

namespace lexicell::io {

// Full names ("raw/counts") of the elements in layers, obsm, varm, obsp or varp, in order of name. A broken link counts as
// an element too, so that reading it reports the error. Throws Failure: corrupt_data.
std::vector<std::string> elementNames(const Hdf5Node &group);

// Members of an element's group that its encoding does not define: not parts of the element, but possibly other elements.
std::vector<std::string> strayMembers(const Hdf5Node &element);

}  // namespace lexicell::io
