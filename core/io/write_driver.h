// An HDF5 file driver for writing that lives through a full disk.
//
// HDF5 1.10 cannot close a file whose last blocks cannot be written: its identifiers stay behind and the program may crash
// when it ends. This driver notes the first failed write and swallows the rest, so that HDF5 closes in peace; the writer
// asks error() after every element and gives up.
#pragma once

#include "core/io/hdf5_handle.h"

namespace lexicell::io {

struct WriteTarget {
    int descriptor = -1;
    int error = 0;  // errno of the first write that failed
};

// File access properties that make H5Fcreate write into target.descriptor; `target` must outlive the file.
Hdf5Handle writeAccess(WriteTarget &target);

}  // namespace lexicell::io
