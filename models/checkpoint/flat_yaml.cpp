#include "models/checkpoint/flat_yaml.h"

#include <charconv>
#include <cstdio>
#include <optional>

namespace lexicell::models::checkpoint {

namespace {

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

template <class T> std::optional<T> number(std::string_view text)
{
    T value{};
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) return std::nullopt;
    return value;
}

PlainValue scalar(std::string_view text)
{
    if (text == "null" || text == "~" || text.empty()) return nullptr;
    if (text == "true" || text == "false") return text == "true";
    if (const auto whole = number<std::int64_t>(text)) return *whole;
    if (const auto real = number<double>(text)) return *real;
    if (text.size() >= 2 && (text.front() == '\'' || text.front() == '"') && text.back() == text.front())
        text = text.substr(1, text.size() - 2);
    return std::string(text);
}

// As PyYAML writes it. YAML 1.1 reads a number with an exponent but without a point as text, hence 1.0e-05.
std::string scalarText(const PlainValue &value)
{
    if (value.is_string()) {
        std::string text = "'";
        for (const char letter : value.get_ref<const std::string &>()) text += letter == '\'' ? "''" : std::string(1, letter);
        return text + "'";
    }
    if (!value.is_number_float()) return value.dump();
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, value.get<double>()).ptr;
    std::string shortest(text, end);
    if (shortest.find('.') == std::string::npos) {
        const auto exponent = shortest.find('e');
        shortest.insert(exponent == std::string::npos ? shortest.size() : exponent, ".0");
    }
    return shortest;
}

}  // namespace

PlainValue readFlatYaml(std::string_view text)
{
    PlainValue values = PlainValue::object();
    while (!text.empty()) {
        const auto end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
        const auto colon = line.find(':');
        if (line.empty() || std::string_view(" \t-#").find(line.front()) != std::string_view::npos ||
            colon == std::string_view::npos)
            continue;
        const std::string_view value = trimmed(line.substr(colon + 1));
        if (value.starts_with('!') || value.starts_with('{') || value.starts_with('[') || value.starts_with('|')) continue;
        values[std::string(trimmed(line.substr(0, colon)))] = scalar(value);
    }
    return values;
}

std::string flatYamlText(const PlainValue &values)
{
    std::string text;
    for (const auto &[key, value] : values.items())
        if (value.is_primitive() && !value.is_binary()) text += key + ": " + scalarText(value) + "\n";
    return text;
}

}  // namespace lexicell::models::checkpoint
