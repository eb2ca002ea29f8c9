// Compares the stored size of a dataset with the size that its shape needs. HDF5 1.10 reads the length of a chunk from one
// place of the file and a chunk's shape from another. If the two disagree, HDF5 reads beyond its buffer.
#pragma once

#include "core/io/hdf5/hdf5_node.h"

#include <cstdint>
#include <string>

namespace lexicell::io {

// A description of the problem; empty when there is none. Compressed chunks are unpacked to check their length: always the first
// and last, the others until `budget` (in stored bytes, counted down) is used up. zlib's checksum guards each chunk, so only an
// error in the shape, which is common to all chunks, could remain. Throws Failure as typeOf() and extentOf() do.
std::string sizeComplaint(const Hdf5Node &dataset, std::int64_t &budget);

}  // namespace lexicell::io
