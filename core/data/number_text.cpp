#include "core/data/number_text.h"

#include <charconv>
#include <cmath>

namespace lexicell::data {

// Python switches to an exponent below 1e-4 and from 1e16 on (CPython, format_float_short with 'r'; numpy's scalars alike).
template <class T> static std::string shortest(T value)
{
    if (std::isnan(value)) return "nan";
    if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
    char buffer[64];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific).ptr;
    const std::string text(buffer, end);
    const auto e = text.find('e');
    const int exponent = std::stoi(text.substr(e + 1));
    const bool negative = text[0] == '-';
    std::string digits;
    for (const char c : text.substr(0, e))
        if (c != '.' && c != '-') digits += c;

    std::string result;
    if (exponent < -4 || exponent >= 16) {
        result = digits.substr(0, 1) + (digits.size() > 1 ? "." + digits.substr(1) : "");
        const std::string power = std::to_string(std::abs(exponent));
        result += std::string("e") + (exponent < 0 ? "-" : "+") + (power.size() < 2 ? "0" : "") + power;
    } else if (exponent < 0) {
        result = "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
    } else {
        const auto whole = static_cast<std::size_t>(exponent) + 1;
        if (digits.size() < whole) digits.append(whole - digits.size(), '0');
        result = digits.substr(0, whole) + "." + (digits.size() > whole ? digits.substr(whole) : "0");
    }
    return (negative ? "-" : "") + result;
}

std::string numberText(double value) { return shortest(value); }
std::string numberText(float value) { return shortest(value); }

std::string numberText(const Array &array, std::int64_t flat)
{
    switch (array.dtype()) {
    case DType::Bool: return array.as<bool>()[flat] ? "True" : "False";
    case DType::Float16:
    case DType::Float32: return numberText(array.as<float>()[flat]);
    case DType::Float64: return numberText(array.as<double>()[flat]);
    case DType::UInt64: return std::to_string(array.as<std::uint64_t>()[flat]);
    default: return std::to_string(array.intAt(flat));
    }
}

}  // namespace lexicell::data
