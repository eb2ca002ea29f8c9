// Calls the readers of h5ad files as opening a file does, to find out whether HDF5 crashes: its behavior on a damaged file
// depends on earlier calls. Small files are read whole. Only for the program lexicell-probe, after walkHdf5().
#pragma once

#include <filesystem>

namespace lexicell::io {

void tryReaders(const std::filesystem::path &file);

}  // namespace lexicell::io
