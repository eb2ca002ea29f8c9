// Asks HDF5 for everything that a reader here may ask of it, to find out whether it survives: every link, object header and
// attribute, all text (HDF5's heaps), small arrays whole, of large ones both ends, and the sizes of their chunks; then lets the
// readers themselves read it, small files whole. For the program lexicell-probe: a process that must live does not call it on a
// file that it does not know.
#pragma once

#include <filesystem>
#include <string>

namespace lexicell::io {

constexpr int walkFoundDamage = 86;  // exit status of lexicell-probe for a complaint

// A complaint about damage that HDF5 would not notice, but read beyond its memory; empty when there is none. Damage that HDF5
// reports is none of it: the readers meet it again and say what it is.
std::string walkHdf5(const std::filesystem::path &file);

}  // namespace lexicell::io
