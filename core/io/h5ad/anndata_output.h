// Writes a data set as AnnData into a group of an HDF5 file: of an h5ad file, or of a modality in MuData. For use inside core/io.
#pragma once

#include "core/data/dataset.h"
#include "core/io/h5ad/h5ad_element_writer.h"

namespace lexicell::io {

// The group has its encoding already. Throws Failure.
void writeAnnData(hid_t group, const data::Dataset &dataset, const Hdf5Output &output, ElementWriter &writer);

// Whether a table has more columns than an attribute of the oldest file format can list (Hdf5Output::Options::wide).
bool hasWideTables(const data::Dataset &dataset);

}  // namespace lexicell::io
