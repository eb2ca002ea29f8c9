// An HDF5 file driver for writing that handles a full disk.
//
// HDF5 1.10 cannot close a file whose last blocks cannot be written: its identifiers stay open and the program may crash
// at its end. This driver records the first failed write and reports success for the rest, so that HDF5 can close; the writer
// checks error() after every element and stops.
#pragma once

#include "core/io/hdf5/hdf5_handle.h"

namespace lexicell::io {

struct WriteTarget {
    int descriptor = -1;
    int error = 0;  // errno of the first write that failed
};

// File access properties that make H5Fcreate write into target.descriptor; `target` must outlive the file.
Hdf5Handle writeAccess(WriteTarget &target);

}  // namespace lexicell::io
