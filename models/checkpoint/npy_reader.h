// NumPy's array files, read without NumPy: .npy (format 1.0-3.0) and the arrays of an .npz (a zip of .npy members, stored or
// deflated). Never executes anything: object arrays are refused.
// Source: numpy.lib.format's documented layout.
// Error classes: not_found, cannot_read, parse_error, truncated, unsupported_dtype (object, complex, structured), too_large.
#pragma once

#include "core/base/result.h"
#include "models/checkpoint/tensor_map.h"

#include <filesystem>

namespace lexicell::models::checkpoint {

// Little- or big-endian numbers, C or Fortran order; the result is little-endian and row-major.
Result<Tensor> readNpy(const std::filesystem::path &file);
// All arrays of an archive by name (without ".npy").
Result<TensorMap> readNpz(const std::filesystem::path &file);

}  // namespace lexicell::models::checkpoint
