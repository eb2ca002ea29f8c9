#include "core/data/array.h"

#include <numeric>

namespace lexicell::data {

std::size_t itemSize(DType type)
{
    switch (type) {
    case DType::Bool:
    case DType::Int8:
    case DType::UInt8: return 1;
    case DType::Int16:
    case DType::UInt16:
    case DType::Float16: return 2;
    case DType::Int32:
    case DType::UInt32:
    case DType::Float32: return 4;
    case DType::Int64:
    case DType::UInt64:
    case DType::Float64: return 8;
    }
    return 8;
}

const char *toString(DType type)
{
    switch (type) {
    case DType::Bool: return "bool";
    case DType::Int8: return "int8";
    case DType::Int16: return "int16";
    case DType::Int32: return "int32";
    case DType::Int64: return "int64";
    case DType::UInt8: return "uint8";
    case DType::UInt16: return "uint16";
    case DType::UInt32: return "uint32";
    case DType::UInt64: return "uint64";
    case DType::Float16: return "float16";
    case DType::Float32: return "float32";
    case DType::Float64: return "float64";
    }
    return "float64";
}

bool isFloating(DType type) { return type == DType::Float16 || type == DType::Float32 || type == DType::Float64; }

Array::Array(DType type, std::vector<std::int64_t> shape) : m_type(type), m_shape(std::move(shape))
{
    assert(type != DType::Float16);
    m_size = std::accumulate(m_shape.begin(), m_shape.end(), std::int64_t{1}, std::multiplies<>());
    m_bytes.resize(static_cast<std::size_t>(m_size) * itemSize(type));
}

Array Array::ofBool(const std::vector<bool> &values)
{
    Array array(DType::Bool, {static_cast<std::int64_t>(values.size())});
    for (std::size_t i = 0; i < values.size(); ++i) array.as<bool>()[i] = values[i];
    return array;
}

Array Array::scalar(double value)
{
    Array array(DType::Float64, {});
    *array.as<double>() = value;
    return array;
}

Array Array::scalarInt(std::int64_t value)
{
    Array array(DType::Int64, {});
    *array.as<std::int64_t>() = value;
    return array;
}

Array Array::scalarBool(bool value)
{
    Array array(DType::Bool, {});
    *array.as<bool>() = value;
    return array;
}

double Array::at(std::int64_t flat) const
{
    return visitType(m_type, [&](auto *tag) {
        using T = std::remove_cv_t<std::remove_pointer_t<decltype(tag)>>;
        return static_cast<double>(as<T>()[flat]);
    });
}

std::int64_t Array::intAt(std::int64_t flat) const
{
    return visitType(m_type, [&](auto *tag) {
        using T = std::remove_cv_t<std::remove_pointer_t<decltype(tag)>>;
        return static_cast<std::int64_t>(as<T>()[flat]);
    });
}

template <class To> static std::vector<To> convert(const Array &array)
{
    return visitType(array.dtype(), [&](auto *tag) {
        using T = std::remove_cv_t<std::remove_pointer_t<decltype(tag)>>;
        std::vector<To> values(static_cast<std::size_t>(array.size()));
        const T *source = array.as<T>();
        for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<To>(source[i]);
        return values;
    });
}

std::vector<double> Array::toDouble() const { return convert<double>(*this); }
std::vector<float> Array::toFloat() const { return convert<float>(*this); }

Array Array::rows(const std::vector<std::int64_t> &keep) const
{
    assert(!m_shape.empty());
    auto shape = m_shape;
    shape[0] = static_cast<std::int64_t>(keep.size());
    Array result(m_type, shape);
    result.m_half = m_half;
    const std::size_t stride = m_shape[0] > 0 ? m_bytes.size() / static_cast<std::size_t>(m_shape[0]) : 0;
    for (std::size_t i = 0; i < keep.size() && stride > 0; ++i)
        std::memcpy(result.bytes() + i * stride, bytes() + static_cast<std::size_t>(keep[i]) * stride, stride);
    return result;
}

}  // namespace lexicell::data
