// The HDF5 filter 32000, "lzf", that comes with h5py: anndata offers it, and older files use it. For reading only; files
// written here never need a plug-in. A chunk is one bare LZF stream; the third filter parameter is the chunk's size in bytes.
// https://github.com/h5py/h5py/tree/master/lzf
#pragma once

namespace lexicell::io {

inline constexpr int lzfFilter = 32000;  // its registered number

void registerLzfFilter();  // once per process, holding hdf5Lock()

}  // namespace lexicell::io
