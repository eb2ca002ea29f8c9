#include "core/io/hdf5/hdf5_lock.h"

namespace lexicell::io {

std::recursive_mutex &hdf5Lock()
{
    static std::recursive_mutex lock;
    return lock;
}

}  // namespace lexicell::io
