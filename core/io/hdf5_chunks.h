// The stored sizes of a dataset's values against the size that its shape needs. HDF5 1.10 takes the length of a chunk from the
// file and a chunk's shape from elsewhere in the file; when the two disagree it reads on behind its buffer.
#pragma once

#include "core/io/hdf5_node.h"

#include <cstdint>
#include <string>

namespace lexicell::io {

// What is wrong; empty when nothing is. Compressed chunks are unpacked to see their length, first and last ones always, the
// others as long as `budget` (stored bytes, which is used up) lasts: zlib's checksum guards each, so that only what is common
// to all chunks, their shape, can go wrong unnoticed. Throws Failure as typeOf() and extentOf() do.
std::string sizeComplaint(const Hdf5Node &dataset, std::int64_t &budget);

}  // namespace lexicell::io
