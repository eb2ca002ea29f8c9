// Debian's HDF5 is serial: every call into it, from any thread, holds this one lock.
#pragma once

#include <mutex>

namespace lexicell::io {

std::recursive_mutex &hdf5Lock();

}  // namespace lexicell::io
