// NumPy's array files, read without NumPy: .npy (format 1.0-3.0) and the arrays of an .npz (a zip of .npy members, stored or
// deflated). Never executes code: object arrays are refused.
// Source: numpy.lib.format's documented layout.
// Error classes: not_found, empty_file, cannot_read, parse_error, truncated, unsupported_dtype (object, complex, structured),
// too_large (unsigned numbers beyond int64), those of zip_reader.h, out_of_memory.
#pragma once

#include "core/base/result.h"
#include "core/files/mapped_file.h"
#include "models/checkpoint/tensor_map.h"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace lexicell::models::checkpoint {

// Little- or big-endian numbers, C or Fortran order; the result is little-endian and row-major. Unsigned numbers without
// a TensorType become the next wider signed type.
Result<Tensor> readNpy(const std::filesystem::path &file);
Result<Tensor> readNpy(const files::Blob &bytes, const std::filesystem::path &file);  // `file` is for messages

struct NpzArrays {
    TensorMap numbers;                                                    // by name, without ".npy"
    std::vector<std::pair<std::string, std::vector<std::string>>> texts;  // arrays of fixed-length text, flattened, UTF-8

    const std::vector<std::string> *findText(const std::string &name) const;
};
// All arrays of an archive.
Result<NpzArrays> readNpz(const std::filesystem::path &file);
Result<NpzArrays> readNpz(const files::Blob &bytes, const std::filesystem::path &file);

}  // namespace lexicell::models::checkpoint
