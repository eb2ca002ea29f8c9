// The type and shape of the values of an HDF5 dataset, and whether they can be read.
// Functions throw Failure: unsupported_filter, corrupt_data, dangling_link (values kept in another file).
#pragma once

#include "core/data/array.h"
#include "core/io/hdf5/hdf5_node.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::io {

struct Hdf5Type {
    enum class Kind { Number, Bool, Text, Record, Other };
    Kind kind = Kind::Other;
    data::DType dtype = data::DType::Float32;  // of Number and Bool; Float16 for half floats
    bool fixedText = false;
    std::string name;  // for messages: "complex numbers", "references", …

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
// Checks whether the values can be read: filters, values in other files, declared size against stored size.
void checkReadable(const Hdf5Node &dataset);
// Filters that other programs need a plug-in for: all but deflate, shuffle and fletcher32.
bool needsPlugin(const Hdf5Node &dataset);

Hdf5Type classify(hid_t type);
hid_t nativeType(data::DType dtype);  // HDF5's own identifier: do not close it

}  // namespace lexicell::io
