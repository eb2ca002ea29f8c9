// Under which names a group of an h5ad file holds its elements.
//
// anndata up to 0.11 stored a layer "raw/counts" as an array `counts` in a group `raw`, beside or inside an element `raw`: HDF5
// takes the slash for a path. Such elements are found here under the name that their maker gave them.
#pragma once

#include "core/io/hdf5_node.h"

#include <string>
#include <vector>

namespace lexicell::io {

// Full names ("raw/counts") of the elements in layers, obsm, varm, obsp or varp, in order of name. A link that leads nowhere is
// an element, too: reading it says what is wrong. Throws Failure: corrupt_data.
std::vector<std::string> elementNames(const Hdf5Node &group);

// Members of an element's group that its encoding does not know: no part of the element, but perhaps elements of their own.
std::vector<std::string> strayMembers(const Hdf5Node &element);

}  // namespace lexicell::io
