// The types that our files hold, as h5py writes them on any machine: little-endian numbers, IEEE half floats, an enumeration
// for bool, variable-length UTF-8 text.
#pragma once

#include "core/data/array.h"
#include "core/io/hdf5/hdf5_handle.h"

namespace lexicell::io {

Hdf5Handle fileType(data::DType type, bool half = false);
Hdf5Handle memoryType(data::DType type);  // of an Array of this type
Hdf5Handle boolType();
Hdf5Handle textType();

}  // namespace lexicell::io
