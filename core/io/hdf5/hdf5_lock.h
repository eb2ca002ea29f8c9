// Debian's HDF5 is serial: every call, from any thread, must hold this one lock.
#pragma once

#include <mutex>

namespace lexicell::io {

std::recursive_mutex &hdf5Lock();

}  // namespace lexicell::io
