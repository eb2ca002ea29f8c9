// Makes every HDF5 call that a reader could make, to find out whether HDF5 crashes: every link, object header and
// attribute, all text (HDF5's heaps), small arrays whole, both ends of large ones, and the sizes of their chunks. Only for the
// program lexicell-probe: other processes must not call this on an unknown file.
#pragma once

#include <filesystem>
#include <string>

namespace lexicell::io {

constexpr int walkFoundDamage = 86;  // exit status of lexicell-probe for damage that it found

// Describes damage that HDF5 would not notice and that makes it read out of bounds; empty when there is none. Damage that HDF5
// reports is not included: the readers find and report it.
std::string walkHdf5(const std::filesystem::path &file);

}  // namespace lexicell::io
