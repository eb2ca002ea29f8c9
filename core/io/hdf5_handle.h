// Owning handles for HDF5, and the scope in which HDF5 may be called.
//
// HDF5 is serial here: make an Hdf5Scope before the first call of a function and keep it to its end. It holds the one lock,
// keeps HDF5 from printing its errors, and has registered the filters we bring. Scopes nest.
#pragma once

#include "core/io/hdf5_lock.h"

#include <hdf5.h>

#include <filesystem>
#include <string>
#include <utility>

namespace lexicell::io {

class Hdf5Scope {
  public:
    Hdf5Scope();

  private:
    std::lock_guard<std::recursive_mutex> m_lock;
};

// Any HDF5 identifier (file, group, dataset, type, space, property list); given back when it goes out of scope.
class Hdf5Handle {
  public:
    Hdf5Handle() = default;
    explicit Hdf5Handle(hid_t id) : m_id(id) {}
    Hdf5Handle(Hdf5Handle &&other) noexcept : m_id(std::exchange(other.m_id, H5I_INVALID_HID)) {}
    Hdf5Handle &operator=(Hdf5Handle &&other) noexcept
    {
        std::swap(m_id, other.m_id);  // what was held here is given back by `other`
        return *this;
    }
    ~Hdf5Handle();

    explicit operator bool() const { return m_id >= 0; }
    hid_t id() const { return m_id; }

  private:
    hid_t m_id = H5I_INVALID_HID;
};

// What HDF5 recorded about its last failed call, innermost cause first; forgets it.
std::string hdf5Errors();

// Opens a file for reading, if HDF5 survives that (hdf5_probe.h). Throws Failure: not_found, not_hdf5 (and what it is instead),
// truncated, corrupt_data, file_locked.
Hdf5Handle openHdf5(const std::filesystem::path &file);

}  // namespace lexicell::io
