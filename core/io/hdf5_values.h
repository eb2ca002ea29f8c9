// Reading the values of HDF5 datasets into typed arrays and text, whatever byte order, width or string form they have.
//
// Nothing is allocated that the file cannot fill: a dataset that declares far more than is stored in it is refused. Half
// floats are widened to float32 and marked. All functions throw Failure: unsupported_type, unsupported_filter,
// corrupt_data, dangling_link (values kept in another file), bad_text only through the flag.
#pragma once

#include "core/data/element.h"
#include "core/io/hdf5_node.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lexicell::io {

struct Hdf5Type {
    enum class Kind { Number, Bool, Text, Record, Other };
    Kind kind = Kind::Other;
    data::DType dtype = data::DType::Float32;  // of Number and Bool; Float16 for half floats
    bool fixedText = false;
    std::string name;                          // for messages: "complex numbers", "references", …

    bool numeric() const { return kind == Kind::Number || kind == Kind::Bool; }
    bool integer() const { return kind == Kind::Number && !data::isFloating(dtype); }
};

struct Hdf5Extent {
    bool null = false;                // a null dataspace: no value at all
    std::vector<std::int64_t> shape;  // empty: a scalar
    std::int64_t size() const;
};

Hdf5Type typeOf(const Hdf5Node &dataset);
Hdf5Extent extentOf(const Hdf5Node &dataset);
// Can the values be read here at all? (filters, values in other files, declared size against stored size)
void checkReadable(const Hdf5Node &dataset);
// Filters that need a plug-in elsewhere: anything but deflate, shuffle and fletcher32.
bool needsPlugin(const Hdf5Node &dataset);

// A part of a dataset: [begin, begin + count) along each axis.
struct Hdf5Window {
    std::vector<std::int64_t> begin;
    std::vector<std::int64_t> count;
};

data::Array readNumbers(const Hdf5Node &dataset);
data::Array readNumbers(const Hdf5Node &dataset, const Hdf5Window &window);
std::vector<std::int64_t> readIntegers(const Hdf5Node &dataset);
// Part [begin, end) of a one-dimensional integer dataset as int32; what does not fit is clamped, so check the range after.
std::vector<std::int32_t> readIndices(const Hdf5Node &dataset, std::int64_t begin, std::int64_t end);

// Text that is not UTF-8 has its bad bytes replaced by U+FFFD and sets `replaced`.
data::StringArray readText(const Hdf5Node &dataset, bool &replaced);
// A compound dataset, field by field in the order of the file.
data::RecordArray readRecords(const Hdf5Node &dataset, bool &replaced);

}  // namespace lexicell::io
