#include "core/io/hdf5/hdf5_type.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace lexicell::io {

using data::DType;

namespace {

Hdf5Type otherType(std::string name)
{
    Hdf5Type type;
    type.name = std::move(name);
    return type;
}

Hdf5Type numberType(DType dtype)
{
    Hdf5Type type;
    type.kind = Hdf5Type::Kind::Number;
    type.dtype = dtype;
    type.name = data::toString(dtype);
    return type;
}

Hdf5Type integerType(hid_t type)
{
    const std::size_t size = H5Tget_size(type);
    const bool isSigned = H5Tget_sign(type) == H5T_SGN_2;
    if (size == 1) return numberType(isSigned ? DType::Int8 : DType::UInt8);
    if (size == 2) return numberType(isSigned ? DType::Int16 : DType::UInt16);
    if (size <= 4) return numberType(isSigned ? DType::Int32 : DType::UInt32);
    if (size <= 8) return numberType(isSigned ? DType::Int64 : DType::UInt64);
    return otherType("very wide integers");
}

// h5py stores numpy's bool as an enumeration of FALSE = 0 and TRUE = 1 in one byte.
bool isBool(hid_t type)
{
    if (H5Tget_nmembers(type) != 2 || H5Tget_size(type) != 1) return false;
    bool found[2] = {false, false};
    for (unsigned i = 0; i < 2; ++i) {
        char *name = H5Tget_member_name(type, i);
        std::int8_t value = -1;
        H5Tget_member_value(type, i, &value);
        if (name && std::strcmp(name, "FALSE") == 0 && value == 0) found[0] = true;
        if (name && std::strcmp(name, "TRUE") == 0 && value == 1) found[1] = true;
        H5free_memory(name);
    }
    return found[0] && found[1];
}

}  // namespace

Hdf5Type classify(hid_t type)
{
    switch (H5Tget_class(type)) {
    case H5T_INTEGER: return integerType(type);
    case H5T_FLOAT:
        return numberType(H5Tget_size(type) == 2 ? DType::Float16 : H5Tget_size(type) == 4 ? DType::Float32 : DType::Float64);
    case H5T_STRING: {
        Hdf5Type text = otherType("text");
        text.kind = Hdf5Type::Kind::Text;
        text.fixedText = H5Tis_variable_str(type) <= 0;
        return text;
    }
    case H5T_ENUM: {
        if (!isBool(type)) return otherType("an enumeration");
        Hdf5Type flag = otherType("bool");
        flag.kind = Hdf5Type::Kind::Bool;
        flag.dtype = DType::Bool;
        return flag;
    }
    case H5T_COMPOUND: {
        char *first = H5Tget_nmembers(type) == 2 ? H5Tget_member_name(type, 0) : nullptr;
        const bool complex = first && std::strcmp(first, "r") == 0;  // how h5py stores complex numbers
        H5free_memory(first);
        if (complex) return otherType("complex numbers");
        Hdf5Type record = otherType("records");
        record.kind = Hdf5Type::Kind::Record;
        return record;
    }
    case H5T_REFERENCE: return otherType("references");
    default: return otherType("values of a type that is not known");
    }
}

hid_t nativeType(DType dtype)
{
    switch (dtype) {
    case DType::Bool:
    case DType::Int8: return H5T_NATIVE_INT8;
    case DType::Int16: return H5T_NATIVE_INT16;
    case DType::Int32: return H5T_NATIVE_INT32;
    case DType::Int64: return H5T_NATIVE_INT64;
    case DType::UInt8: return H5T_NATIVE_UINT8;
    case DType::UInt16: return H5T_NATIVE_UINT16;
    case DType::UInt32: return H5T_NATIVE_UINT32;
    case DType::UInt64: return H5T_NATIVE_UINT64;
    case DType::Float64: return H5T_NATIVE_DOUBLE;
    case DType::Float16:
    case DType::Float32: break;
    }
    return H5T_NATIVE_FLOAT;
}

std::int64_t Hdf5Extent::size() const
{
    if (null) return 0;
    std::int64_t product = 1;
    for (const auto length : shape)
        if (__builtin_mul_overflow(product, length, &product)) return std::numeric_limits<std::int64_t>::max();
    return product;
}

Hdf5Type typeOf(const Hdf5Node &dataset)
{
    const Hdf5Scope scope;
    const Hdf5Handle type(H5Dget_type(dataset.id()));
    return classify(type.id());
}

Hdf5Extent extentOf(const Hdf5Node &dataset)
{
    const Hdf5Scope scope;
    Hdf5Extent extent;
    const Hdf5Handle space(H5Dget_space(dataset.id()));
    if (H5Sget_simple_extent_type(space.id()) == H5S_NULL) {
        extent.null = true;
        return extent;
    }
    hsize_t dims[H5S_MAX_RANK];
    const int rank = H5Sget_simple_extent_dims(space.id(), dims, nullptr);
    if (rank < 0)
        throw dataset.bad(errors::corruptData, "has no shape: it is damaged; copy or download the file again", hdf5Errors());
    for (int i = 0; i < rank; ++i)
        extent.shape.push_back(static_cast<std::int64_t>(std::min<hsize_t>(dims[i], std::numeric_limits<std::int64_t>::max())));
    return extent;
}

void checkReadable(const Hdf5Node &dataset)
{
    const Hdf5Scope scope;
    const Hdf5Handle creation(H5Dget_create_plist(dataset.id()));
    if (H5Pget_layout(creation.id()) == H5D_VIRTUAL || H5Pget_external_count(creation.id()) > 0)
        throw dataset.bad(errors::danglingLink,
                          "keeps its values in another file, which is never followed; copy the data into this file");
    for (int i = 0; i < H5Pget_nfilters(creation.id()); ++i) {
        unsigned flags = 0;
        std::size_t parameters = 0;
        char name[64] = "";
        const auto filter =
            H5Pget_filter2(creation.id(), static_cast<unsigned>(i), &flags, &parameters, nullptr, sizeof name, name, nullptr);
        if (H5Zfilter_avail(filter) > 0) continue;
        H5Eclear2(H5E_DEFAULT);
        throw unsupported(errors::unsupportedFilter,
                          dataset.where() + " is compressed with filter " + std::to_string(filter) +
                              (name[0] ? " (" + std::string(name) + ")" : "") +
                              ", which needs a plug-in; write the file again with gzip or uncompressed.");
    }
    // No filter here shrinks more than about 1100:1 (deflate); a higher ratio means unallocated chunks.
    constexpr std::int64_t small = std::int64_t{32} << 20, mostRatio = 2000;
    const Hdf5Handle type(H5Dget_type(dataset.id()));
    const auto count = extentOf(dataset).size();
    const auto width = static_cast<std::int64_t>(H5Tget_size(type.id()));
    const auto stored = static_cast<std::int64_t>(H5Dget_storage_size(dataset.id()));
    if (width <= 0) throw dataset.bad(errors::corruptData, "has values of size zero; copy or download the file again");
    if (count > small / width && count / mostRatio > stored / width)
        throw dataset.bad(errors::corruptData, "declares " + std::to_string(count) + " values but only " +
                                                   std::to_string(stored) + " bytes are stored; copy or download the file again");
}

bool needsPlugin(const Hdf5Node &dataset)
{
    const Hdf5Scope scope;
    const Hdf5Handle creation(H5Dget_create_plist(dataset.id()));
    for (int i = 0; i < H5Pget_nfilters(creation.id()); ++i) {
        unsigned flags = 0;
        std::size_t parameters = 0;
        const auto filter =
            H5Pget_filter2(creation.id(), static_cast<unsigned>(i), &flags, &parameters, nullptr, 0, nullptr, nullptr);
        if (filter != H5Z_FILTER_DEFLATE && filter != H5Z_FILTER_SHUFFLE && filter != H5Z_FILTER_FLETCHER32) return true;
    }
    return false;
}

}  // namespace lexicell::io
