// Numbers in text, fast: the inner loop of the Matrix Market and table readers.
#pragma once

#include <charconv>
#include <cstdint>
#include <string_view>

namespace lexicell::io {

// Removes blanks and tabs at both ends.
inline std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

// The whole of `text` as a number ("3", "-1.5", "+2e3", "nan", "inf"); false when it is not a number.
inline bool parseNumber(std::string_view text, double &value)
{
    if (text.size() - 1 < 9) {  // 1 to 9 characters: most counts are short runs of digits
        std::uint32_t digits = 0;
        bool plain = true;
        for (const char c : text) {
            const auto digit = static_cast<unsigned>(c - '0');
            plain = plain && digit < 10;
            digits = digits * 10 + digit;
        }
        if (plain) {
            value = digits;
            return true;
        }
    }
    if (text.starts_with('+') && text.size() > 1 && text[1] != '-') text.remove_prefix(1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (end != text.data() + text.size() || text.empty()) return false;
    // 1e999 exceeds double and becomes infinity, 1e-999 becomes zero. Both are numbers.
    if (error == std::errc::result_out_of_range) {
        const std::size_t exponent = text.find_first_of("eE");
        const bool tiny = exponent != std::string_view::npos && exponent + 1 < text.size() && text[exponent + 1] == '-';
        value = tiny ? 0.0 : (text.front() == '-' ? -1.0 : 1.0) * 1e308 * 10;
        return true;
    }
    return error == std::errc();
}

// A non-negative integer at the front of `text`, which advances past it and the blanks around it; -1 when there is none.
inline std::int64_t takeInteger(std::string_view &text)
{
    std::size_t at = 0;
    while (at < text.size() && (text[at] == ' ' || text[at] == '\t')) ++at;
    const std::size_t first = at;
    std::int64_t value = 0;
    for (; at < text.size() && static_cast<unsigned>(text[at] - '0') < 10 && at - first < 18; ++at)
        value = value * 10 + (text[at] - '0');
    if (at == first || (at < text.size() && text[at] != ' ' && text[at] != '\t')) return -1;
    while (at < text.size() && (text[at] == ' ' || text[at] == '\t')) ++at;
    text.remove_prefix(at);
    return value;
}

}  // namespace lexicell::io
