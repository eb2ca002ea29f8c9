// Reads AnnData from a group of an HDF5 file: the whole file, or one of the data sets in MuData. For use inside core/io.
#pragma once

#include "core/data/dataset.h"
#include "core/io/hdf5/hdf5_node.h"

namespace lexicell::io {

// `backed`: leave matrices in the file. Throws Failure; error classes as for readH5ad().
data::Dataset readAnnData(const Hdf5Node &group, bool backed, JobContext &context);

}  // namespace lexicell::io
