// Copies an element that is not understood (data::Opaque) from its file into the one being written, whole or only the rows and
// columns that were kept.
#pragma once

#include "core/data/element.h"
#include "core/io/hdf5_output.h"

#include <string>

namespace lexicell::io {

// Empty when done, else why the element is not in the new file ("has the encoding …, which anndata cannot read"). Throws Failure
// when the new file cannot be written.
std::string copyOpaque(const Hdf5Output &output, hid_t parent, const std::string &name, const data::Opaque &opaque);

}  // namespace lexicell::io
