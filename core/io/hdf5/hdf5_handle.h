// Owning handles for HDF5, and the scope in which HDF5 may be called.
//
// HDF5 is serial here: create an Hdf5Scope before a function's first HDF5 call and keep it to the end. It holds the one lock,
// stops HDF5 from printing its errors, and registers our filters. Scopes nest.
#pragma once

#include "core/io/hdf5/hdf5_lock.h"

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

// Any HDF5 identifier (file, group, dataset, type, space, property list); closed when it goes out of scope.
class Hdf5Handle {
  public:
    Hdf5Handle() = default;
    explicit Hdf5Handle(hid_t id) : m_id(id) {}
    Hdf5Handle(Hdf5Handle &&other) noexcept : m_id(std::exchange(other.m_id, H5I_INVALID_HID)) {}
    Hdf5Handle &operator=(Hdf5Handle &&other) noexcept
    {
        std::swap(m_id, other.m_id);  // `other` closes the previous identifier
        return *this;
    }
    ~Hdf5Handle();

    explicit operator bool() const { return m_id >= 0; }
    hid_t id() const { return m_id; }

  private:
    hid_t m_id = H5I_INVALID_HID;
};

// HDF5's error stack of the last failed call, innermost cause first; clears it.
std::string hdf5Errors();

// Opens a file for reading, after the probe has passed it (hdf5_probe.h). Throws Failure: not_found, not_hdf5 (names the actual
// format), truncated, corrupt_data, file_locked.
Hdf5Handle openHdf5(const std::filesystem::path &file);

}  // namespace lexicell::io
