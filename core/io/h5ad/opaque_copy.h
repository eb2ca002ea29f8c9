// Copies an element that is not interpreted (data::Opaque) from its file into the one being written, whole or only the kept
// rows and columns.
#pragma once

#include "core/data/element.h"
#include "core/io/hdf5/hdf5_output.h"

#include <string>

namespace lexicell::io {

// Empty on success, else the reason why the element was not copied ("has the encoding …, which anndata cannot read"). Throws
// Failure when the new file cannot be written.
std::string copyOpaque(const Hdf5Output &output, hid_t parent, const std::string &name, const data::Opaque &opaque);

}  // namespace lexicell::io
