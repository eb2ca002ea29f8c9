// Reads the values of HDF5 datasets into typed arrays and text, for any byte order, width and string form.
//
// Nothing larger than the stored data is allocated: a dataset that declares far more than it stores is refused. Half
// floats are widened to float32 and marked. All functions throw Failure: unsupported_type, unsupported_filter,
// corrupt_data, dangling_link (values kept in another file), bad_text only through the flag.
#pragma once

#include "core/data/element.h"
#include "core/io/hdf5/hdf5_type.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::io {

// A part of a dataset: [begin, begin + count) along each axis.
struct Hdf5Window {
    std::vector<std::int64_t> begin;
    std::vector<std::int64_t> count;
};

data::Array readNumbers(const Hdf5Node &dataset);
data::Array readNumbers(const Hdf5Node &dataset, const Hdf5Window &window);
// The same into existing memory: the window's elements in the type that readNumbers() gives.
void readNumbers(const Hdf5Node &dataset, const Hdf5Window &window, std::byte *target);
std::vector<std::int64_t> readIntegers(const Hdf5Node &dataset);
// Part [begin, end) of a one-dimensional integer dataset as int32. Larger values are clamped, so check the range afterwards.
std::vector<std::int32_t> readIndices(const Hdf5Node &dataset, std::int64_t begin, std::int64_t end);
void readIndices(const Hdf5Node &dataset, std::int64_t begin, std::int64_t end, std::int32_t *target);

// Invalid UTF-8 bytes of text become U+FFFD, and `replaced` is set.
data::StringArray readText(const Hdf5Node &dataset, bool &replaced);
// A compound dataset, field by field in the order of the file.
std::vector<std::string> fieldNames(const Hdf5Node &dataset);
data::RecordArray readRecords(const Hdf5Node &dataset, bool &replaced);

}  // namespace lexicell::io
