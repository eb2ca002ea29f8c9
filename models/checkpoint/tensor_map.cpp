#include "models/checkpoint/tensor_map.h"

#include <bit>
#include <cstring>

namespace lexicell::models::checkpoint {

static_assert(std::endian::native == std::endian::little, "checkpoints hold little-endian numbers, which are used in place");

namespace {

template <class T> T load(const std::byte *from)
{
    T value;
    std::memcpy(&value, from, sizeof value);
    return value;
}

// IEEE 754 half precision to single; every half is exact as a float.
float halfToFloat(std::uint16_t half)
{
    const std::uint32_t sign = static_cast<std::uint32_t>(half & 0x8000u) << 16;
    const std::uint32_t exponent = (half >> 10) & 0x1Fu;
    const std::uint32_t mantissa = half & 0x3FFu;
    if (exponent == 0) {  // zero and subnormals: mantissa * 2^-24
        const float magnitude = static_cast<float>(mantissa) * 0x1.0p-24f;
        return sign ? -magnitude : magnitude;
    }
    if (exponent == 0x1F) return std::bit_cast<float>(sign | 0x7F800000u | (mantissa << 13));
    return std::bit_cast<float>(sign | ((exponent + 112u) << 23) | (mantissa << 13));
}

float bfloatToFloat(std::uint16_t value) { return std::bit_cast<float>(static_cast<std::uint32_t>(value) << 16); }

template <class T> std::vector<float> widen(const std::byte *data, std::int64_t count)
{
    std::vector<float> values(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(load<T>(data + i * sizeof(T)));
    return values;
}

template <class Convert> std::vector<float> widen16(const std::byte *data, std::int64_t count, Convert convert)
{
    std::vector<float> values(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = convert(load<std::uint16_t>(data + i * 2));
    return values;
}

}  // namespace

std::size_t itemSize(TensorType type)
{
    switch (type) {
    case TensorType::Float64:
    case TensorType::Int64: return 8;
    case TensorType::Float32:
    case TensorType::Int32: return 4;
    case TensorType::Float16:
    case TensorType::BFloat16:
    case TensorType::Int16: return 2;
    case TensorType::Int8:
    case TensorType::UInt8:
    case TensorType::Bool: return 1;
    }
    return 1;
}

const char *toString(TensorType type)
{
    switch (type) {
    case TensorType::Float32: return "float32";
    case TensorType::Float64: return "float64";
    case TensorType::Float16: return "float16";
    case TensorType::BFloat16: return "bfloat16";
    case TensorType::Int64: return "int64";
    case TensorType::Int32: return "int32";
    case TensorType::Int16: return "int16";
    case TensorType::Int8: return "int8";
    case TensorType::UInt8: return "uint8";
    case TensorType::Bool: return "bool";
    }
    return "unknown";
}

bool isFloating(TensorType type)
{
    return type == TensorType::Float32 || type == TensorType::Float64 || type == TensorType::Float16 ||
           type == TensorType::BFloat16;
}

std::string toString(const std::vector<std::int64_t> &shape)
{
    if (shape.empty()) return "scalar";
    std::string text;
    for (const auto extent : shape) text += (text.empty() ? "" : "x") + std::to_string(extent);
    return text;
}

std::int64_t Tensor::size() const
{
    std::int64_t count = 1;
    for (const auto extent : shape) count *= extent;
    return count;
}

std::vector<float> Tensor::toFloat() const
{
    switch (type) {
    case TensorType::Float32: return widen<float>(data, size());
    case TensorType::Float64: return widen<double>(data, size());
    case TensorType::Float16: return widen16(data, size(), halfToFloat);
    case TensorType::BFloat16: return widen16(data, size(), bfloatToFloat);
    case TensorType::Int64: return widen<std::int64_t>(data, size());
    case TensorType::Int32: return widen<std::int32_t>(data, size());
    case TensorType::Int16: return widen<std::int16_t>(data, size());
    case TensorType::Int8: return widen<std::int8_t>(data, size());
    case TensorType::UInt8:
    case TensorType::Bool: return widen<std::uint8_t>(data, size());
    }
    return {};
}

bool Tensor::finite() const
{
    // A number is not finite when all bits of its exponent are set.
    const auto none = [this]<class Bits>(Bits exponent) {
        const std::int64_t count = size();
        bool found = false;
        for (std::int64_t i = 0; i < count; ++i)
            found |= (load<Bits>(data + static_cast<std::size_t>(i) * sizeof(Bits)) & exponent) == exponent;
        return !found;
    };
    switch (type) {
    case TensorType::Float32: return none(std::uint32_t{0x7F800000u});
    case TensorType::Float64: return none(std::uint64_t{0x7FF0000000000000u});
    case TensorType::Float16: return none(std::uint16_t{0x7C00u});
    case TensorType::BFloat16: return none(std::uint16_t{0x7F80u});
    default: return true;
    }
}

const Tensor *TensorMap::find(const std::string &name) const
{
    for (const auto &[key, tensor] : entries)
        if (key == name) return &tensor;
    return nullptr;
}

void TensorMap::add(std::string name, std::vector<std::int64_t> shape, const std::vector<float> &values)
{
    const auto copy = std::make_shared<const std::vector<float>>(values);
    Tensor tensor;
    tensor.shape = std::move(shape);
    tensor.data = reinterpret_cast<const std::byte *>(copy->data());
    tensor.owner = copy;
    add(std::move(name), std::move(tensor));
}

}  // namespace lexicell::models::checkpoint
