#include "core/io/hdf5/hdf5_file_types.h"

#include "core/io/hdf5/hdf5_type.h"

namespace lexicell::io {

using data::DType;

// numpy's float16: IEEE 754 binary16
static Hdf5Handle halfType()
{
    Hdf5Handle type(H5Tcopy(H5T_IEEE_F32LE));
    H5Tset_fields(type.id(), 15, 10, 5, 0, 10);
    H5Tset_size(type.id(), 2);
    H5Tset_ebias(type.id(), 15);
    return type;
}

Hdf5Handle boolType()
{
    Hdf5Handle type(H5Tenum_create(H5T_STD_I8LE));
    std::int8_t value = 0;
    H5Tenum_insert(type.id(), "FALSE", &value);
    value = 1;
    H5Tenum_insert(type.id(), "TRUE", &value);
    return type;
}

Hdf5Handle fileType(DType type, bool half)
{
    if (half || type == DType::Float16) return halfType();
    switch (type) {
    case DType::Bool: return boolType();
    case DType::Int8: return Hdf5Handle(H5Tcopy(H5T_STD_I8LE));
    case DType::Int16: return Hdf5Handle(H5Tcopy(H5T_STD_I16LE));
    case DType::Int32: return Hdf5Handle(H5Tcopy(H5T_STD_I32LE));
    case DType::Int64: return Hdf5Handle(H5Tcopy(H5T_STD_I64LE));
    case DType::UInt8: return Hdf5Handle(H5Tcopy(H5T_STD_U8LE));
    case DType::UInt16: return Hdf5Handle(H5Tcopy(H5T_STD_U16LE));
    case DType::UInt32: return Hdf5Handle(H5Tcopy(H5T_STD_U32LE));
    case DType::UInt64: return Hdf5Handle(H5Tcopy(H5T_STD_U64LE));
    case DType::Float64: return Hdf5Handle(H5Tcopy(H5T_IEEE_F64LE));
    case DType::Float16:
    case DType::Float32: break;
    }
    return Hdf5Handle(H5Tcopy(H5T_IEEE_F32LE));
}

Hdf5Handle memoryType(DType type)
{
    const Hdf5Scope scope;
    return type == DType::Bool ? boolType() : Hdf5Handle(H5Tcopy(nativeType(type)));
}

Hdf5Handle textType()
{
    Hdf5Handle type(H5Tcopy(H5T_C_S1));
    H5Tset_size(type.id(), H5T_VARIABLE);
    H5Tset_cset(type.id(), H5T_CSET_UTF8);
    return type;
}

}  // namespace lexicell::io
