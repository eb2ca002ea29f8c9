// Typed n-dimensional arrays as stored in a file: values keep their dtype, so that opening and
// saving loses nothing. Row-major (C order). Compute code converts with toDouble() or forEach-style visits.
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace lexicell::data {

enum class DType { Bool, Int8, Int16, Int32, Int64, UInt8, UInt16, UInt32, UInt64, Float16, Float32, Float64 };

std::size_t itemSize(DType type);
const char *toString(DType type);  // numpy's names: "float32", "int64", "bool"
bool isFloating(DType type);

template <class T> constexpr DType dtypeOf()
{
    if constexpr (std::is_same_v<T, bool>) return DType::Bool;
    else if constexpr (std::is_same_v<T, std::int8_t>) return DType::Int8;
    else if constexpr (std::is_same_v<T, std::int16_t>) return DType::Int16;
    else if constexpr (std::is_same_v<T, std::int32_t>) return DType::Int32;
    else if constexpr (std::is_same_v<T, std::int64_t>) return DType::Int64;
    else if constexpr (std::is_same_v<T, std::uint8_t>) return DType::UInt8;
    else if constexpr (std::is_same_v<T, std::uint16_t>) return DType::UInt16;
    else if constexpr (std::is_same_v<T, std::uint32_t>) return DType::UInt32;
    else if constexpr (std::is_same_v<T, std::uint64_t>) return DType::UInt64;
    else if constexpr (std::is_same_v<T, float>) return DType::Float32;
    else {
        static_assert(std::is_same_v<T, double>, "no such element type");
        return DType::Float64;
    }
}

// Calls f(static_cast<const T *>(data)) with T the element type. Float16 has no C++ type here: convert it on reading.
template <class F> decltype(auto) visitType(DType type, F &&f)
{
    switch (type) {
    case DType::Bool: return f(static_cast<const bool *>(nullptr));
    case DType::Int8: return f(static_cast<const std::int8_t *>(nullptr));
    case DType::Int16: return f(static_cast<const std::int16_t *>(nullptr));
    case DType::Int32: return f(static_cast<const std::int32_t *>(nullptr));
    case DType::Int64: return f(static_cast<const std::int64_t *>(nullptr));
    case DType::UInt8: return f(static_cast<const std::uint8_t *>(nullptr));
    case DType::UInt16: return f(static_cast<const std::uint16_t *>(nullptr));
    case DType::UInt32: return f(static_cast<const std::uint32_t *>(nullptr));
    case DType::UInt64: return f(static_cast<const std::uint64_t *>(nullptr));
    case DType::Float64: return f(static_cast<const double *>(nullptr));
    case DType::Float16:  // readers widen it to Float32 before an Array is made
    case DType::Float32: break;
    }
    return f(static_cast<const float *>(nullptr));
}

class Array {
  public:
    Array() = default;
    Array(DType type, std::vector<std::int64_t> shape);  // zero-filled

    template <class T> static Array of(const std::vector<T> &values)
    {
        static_assert(!std::is_same_v<T, bool>, "use ofBool");
        Array array(dtypeOf<T>(), {static_cast<std::int64_t>(values.size())});
        if (!values.empty()) std::memcpy(array.bytes(), values.data(), values.size() * sizeof(T));
        return array;
    }
    static Array ofBool(const std::vector<bool> &values);
    static Array scalar(double value);
    static Array scalarInt(std::int64_t value);
    static Array scalarBool(bool value);

    DType dtype() const { return m_type; }
    const std::vector<std::int64_t> &shape() const { return m_shape; }  // empty: a scalar
    std::int64_t size() const { return m_size; }                        // number of elements; a scalar has 1
    std::int64_t dim(std::size_t axis) const { return axis < m_shape.size() ? m_shape[axis] : 1; }

    template <class T> const T *as() const
    {
        assert(dtypeOf<T>() == m_type);
        return reinterpret_cast<const T *>(m_bytes.data());
    }
    template <class T> T *as()
    {
        assert(dtypeOf<T>() == m_type);
        return reinterpret_cast<T *>(m_bytes.data());
    }
    const std::byte *bytes() const { return m_bytes.data(); }
    std::byte *bytes() { return m_bytes.data(); }
    std::size_t byteSize() const { return m_bytes.size(); }

    double at(std::int64_t flat) const;  // any dtype, as double
    std::int64_t intAt(std::int64_t flat) const;
    std::vector<double> toDouble() const;
    std::vector<float> toFloat() const;
    Array rows(const std::vector<std::int64_t> &keep) const;  // along the first axis

    // The file had half floats, widened here to float32. Writers store them as halves again, so the file's type stays the same.
    bool half() const { return m_half; }
    void markHalf() { m_half = true; }

    bool operator==(const Array &) const = default;

  private:
    DType m_type = DType::Float32;
    std::vector<std::int64_t> m_shape{0};
    std::int64_t m_size = 0;
    bool m_half = false;
    std::vector<std::byte> m_bytes;
};

// Text, n-dimensional. `missing` is empty or one flag per element (pandas' nullable strings).
struct StringArray {
    std::vector<std::int64_t> shape;  // empty: one string
    std::vector<std::string> values;
    std::vector<bool> missing;
    bool nullable = false;  // encoding nullable-string-array
    bool operator==(const StringArray &) const = default;
};

}  // namespace lexicell::data
