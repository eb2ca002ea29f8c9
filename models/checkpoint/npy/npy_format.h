// One .npy array in memory: its header (a Python dict literal with three keys) and its elements. Only for npy_reader.cpp, whose
// public functions turn Failure (core/base/guarded.h) into a Result.
// Source: numpy.lib.format's documented layout, format versions 1.0 to 3.0.
#pragma once

#include "core/base/error.h"
#include "core/files/mapped_file.h"
#include "models/checkpoint/tensor_map.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace lexicell::models::checkpoint {

struct NpyHeader {
    bool bigEndian = false;
    char kind = 'f';        // f, i, u, b (bool), U (UCS-4 text), S (bytes)
    std::size_t width = 0;  // bytes of an element
    bool fortranOrder = false;
    std::vector<std::int64_t> shape;
    std::size_t dataBegin = 0;
    std::int64_t size = 0;  // number of elements in the file
};

// "<f8": byte order, kind, width (of U: characters); false for anything but numbers and plain text.
bool parseNpyType(std::string_view type, NpyHeader &header);

// `what` names the array in messages. The first two throw Failure (core/base/guarded.h).
NpyHeader readNpyHeader(const files::Blob &bytes, const std::filesystem::path &file, const std::string &what);
Tensor npyNumbers(const NpyHeader &header, const files::Blob &bytes, const std::filesystem::path &file, const std::string &what);
std::vector<std::int64_t> npyIntegers(const NpyHeader &header, const files::Blob &bytes);  // kind i
std::vector<std::string> npyText(const NpyHeader &header, const files::Blob &bytes);

}  // namespace lexicell::models::checkpoint
