#include "models/checkpoint/float_types.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace lexicell::models::checkpoint {

namespace {

// A 16-bit format: sign, exponent, mantissa.
struct HalfFormat {
    int mantissaBits;
    int bias;
    int exponentBits() const { return 15 - mantissaBits; }
    int smallestExponent() const { return 1 - bias; }
    int infiniteExponent() const { return (1 << exponentBits()) - 1; }
};
constexpr HalfFormat float16{10, 15};
constexpr HalfFormat bfloat16{7, 127};

std::uint16_t encode(double value, const HalfFormat &format)
{
    const auto sign = static_cast<std::uint16_t>(std::signbit(value) ? 0x8000 : 0);
    const int infinite = format.infiniteExponent() << format.mantissaBits;
    if (std::isnan(value)) return static_cast<std::uint16_t>(sign | infinite | (1 << (format.mantissaBits - 1)));
    if (std::isinf(value)) return static_cast<std::uint16_t>(sign | infinite);
    if (value == 0.0) return sign;
    // In units of the last place, subnormals included, a double holds the number exactly before rounding. The encoding
    // is continuous across powers of two, so a mantissa that rounds up to the next power needs no special case.
    const int exponent = std::max(std::ilogb(value), format.smallestExponent());
    const auto units = static_cast<int>(std::nearbyint(std::scalbn(std::fabs(value), format.mantissaBits - exponent)));
    const int bits = units + ((exponent - format.smallestExponent()) << format.mantissaBits);
    return static_cast<std::uint16_t>(sign | std::min(bits, infinite));
}

template <class T> T load(const std::byte *from)
{
    T value;
    std::memcpy(&value, from, sizeof value);
    return value;
}

// Widening a half to a float is exact, so toFloat() serves all types but float64.
std::vector<double> exactValues(const Tensor &tensor)
{
    if (tensor.type != TensorType::Float64) {
        const std::vector<float> values = tensor.toFloat();
        return {values.begin(), values.end()};
    }
    std::vector<double> values(static_cast<std::size_t>(tensor.size()));
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = load<double>(tensor.data + i * sizeof(double));
    return values;
}

template <class T, class Encode> Tensor encoded(const Tensor &tensor, TensorType type, Encode encodeOne)
{
    const auto values = exactValues(tensor);
    const auto bytes = std::make_shared<std::vector<T>>();
    bytes->reserve(values.size() + 1);  // an empty tensor needs an address too
    for (const double value : values) bytes->push_back(encodeOne(value));
    return {type, tensor.shape, bytes, reinterpret_cast<const std::byte *>(bytes->data())};
}

bool allFit(const Tensor &tensor, const Tensor &converted) { return converted.finite() || !tensor.finite(); }

}  // namespace

double largestFinite(TensorType type)
{
    switch (type) {
    case TensorType::Float64: return std::numeric_limits<double>::max();
    case TensorType::Float16: return 65504.0;
    case TensorType::BFloat16: return std::ldexp(255.0, 120);  // 0x7F7F
    default: return std::numeric_limits<float>::max();
    }
}

std::optional<Tensor> inType(const Tensor &tensor, TensorType type)
{
    if (tensor.type == type || !isFloating(tensor.type)) return tensor;
    Tensor converted;
    switch (type) {
    case TensorType::Float64: converted = encoded<double>(tensor, type, [](double value) { return value; }); break;
    case TensorType::Float32:
        converted = encoded<float>(tensor, type, [](double value) { return static_cast<float>(value); });
        break;
    case TensorType::Float16:
        converted = encoded<std::uint16_t>(tensor, type, [](double value) { return encode(value, float16); });
        break;
    case TensorType::BFloat16:
        converted = encoded<std::uint16_t>(tensor, type, [](double value) { return encode(value, bfloat16); });
        break;
    default: return tensor;
    }
    if (!allFit(tensor, converted)) return std::nullopt;
    return converted;
}

}  // namespace lexicell::models::checkpoint
