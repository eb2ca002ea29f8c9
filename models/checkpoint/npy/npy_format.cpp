#include "models/checkpoint/npy/npy_format.h"

#include "core/base/guarded.h"
#include "models/checkpoint/file_error.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstring>
#include <limits>
#include <optional>
#include <string_view>

namespace lexicell::models::checkpoint {

namespace {

constexpr std::string_view magic = "\x93NUMPY";
constexpr std::size_t mostAxes = 32;  // NumPy 1's own limit

[[noreturn]] void fail(const ErrorClass &errorClass, const std::filesystem::path &file, const std::string &what)
{
    throw Failure{corruptFile(errorClass, file, what)};
}

// {'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), } as NumPy writes it: keys in any order, nested only in the
// shape.
class HeaderText {
  public:
    explicit HeaderText(std::string_view text) : m_text(text) {}

    // The text after a key and its colon; empty when the key is absent.
    std::optional<std::string_view> value(std::string_view key) const
    {
        for (const char quote : {'\'', '"'}) {
            const std::string quoted = quote + std::string(key) + quote;
            const auto at = m_text.find(quoted);
            if (at == std::string_view::npos) continue;
            std::string_view rest = skipBlanks(m_text.substr(at + quoted.size()));
            if (!rest.starts_with(':')) return std::nullopt;
            return skipBlanks(rest.substr(1));
        }
        return std::nullopt;
    }

    static std::string_view skipBlanks(std::string_view text)
    {
        const auto at = text.find_first_not_of(" \t\r\n");
        return at == std::string_view::npos ? std::string_view() : text.substr(at);
    }

  private:
    std::string_view m_text;
};

std::optional<std::vector<std::int64_t>> parseShape(std::string_view text)
{
    if (!text.starts_with('(')) return std::nullopt;
    text = HeaderText::skipBlanks(text.substr(1));
    std::vector<std::int64_t> shape;
    while (!text.starts_with(')')) {
        std::int64_t extent = -1;
        const auto parsed = std::from_chars(text.data(), text.data() + text.size(), extent);
        if (parsed.ec != std::errc() || extent < 0 || shape.size() >= mostAxes) return std::nullopt;
        shape.push_back(extent);
        text = HeaderText::skipBlanks(text.substr(static_cast<std::size_t>(parsed.ptr - text.data())));
        if (text.starts_with('L')) text = HeaderText::skipBlanks(text.substr(1));  // Python 2's long
        if (text.starts_with(',')) text = HeaderText::skipBlanks(text.substr(1));
        else if (!text.starts_with(')')) return std::nullopt;
    }
    return shape;
}

std::string_view headerText(const files::Blob &bytes, const std::filesystem::path &file, const std::string &what,
                            std::size_t &end)
{
    const auto *text = reinterpret_cast<const char *>(bytes.data);
    if (bytes.size < magic.size() || std::memcmp(text, magic.data(), magic.size()) != 0)
        fail(errors::parseError, file, what + " is not in NumPy's format");
    if (bytes.size < 12) fail(errors::truncated, file, what + " ends within its header");
    const auto byte = [&](std::size_t at) { return static_cast<std::size_t>(bytes.data[at]); };
    const std::size_t version = byte(6);
    if (version < 1 || version > 3)
        fail(errors::parseError, file, what + " is of NumPy format " + std::to_string(version) + ", which is not supported");
    const std::size_t begin = version == 1 ? 10 : 12;
    std::size_t length = byte(8) | byte(9) << 8U;
    if (version > 1) length |= byte(10) << 16U | byte(11) << 24U;
    if (length > bytes.size - begin) fail(errors::truncated, file, what + " ends within its header");
    end = begin + length;
    return {text + begin, length};
}

// The value of one element, in either byte order.
template <class T> T element(const std::byte *at, bool swap)
{
    std::array<std::byte, sizeof(T)> bytes;
    std::memcpy(bytes.data(), at, sizeof(T));
    if (swap) std::reverse(bytes.begin(), bytes.end());
    return std::bit_cast<T>(bytes);
}

// Calls place(from, to) for every element: its index in the file and in row-major order.
template <class Place> void forEach(const NpyHeader &header, const Place &place)
{
    if (!header.fortranOrder || header.shape.size() < 2) {
        for (std::int64_t i = 0; i < header.size; ++i) place(i, i);
        return;
    }
    std::vector<std::int64_t> strides(header.shape.size(), 1);
    for (std::size_t axis = strides.size() - 1; axis > 0; --axis) strides[axis - 1] = strides[axis] * header.shape[axis];
    std::vector<std::int64_t> index(header.shape.size(), 0);
    std::int64_t to = 0;
    for (std::int64_t from = 0; from < header.size; ++from) {
        place(from, to);
        for (std::size_t axis = 0; axis < index.size(); ++axis) {  // the first axis is the fastest
            to += strides[axis];
            if (++index[axis] < header.shape[axis]) break;
            to -= strides[axis] * header.shape[axis];
            index[axis] = 0;
        }
    }
}

template <class From, class To> void convert(const NpyHeader &header, const std::byte *from, std::byte *to)
{
    const bool swap = header.bigEndian != (std::endian::native == std::endian::big);
    forEach(header, [&](std::int64_t i, std::int64_t place) {
        const auto value = static_cast<To>(element<From>(from + static_cast<std::size_t>(i) * sizeof(From), swap));
        std::memcpy(to + static_cast<std::size_t>(place) * sizeof(To), &value, sizeof(To));
    });
}

TensorType typeOf(const NpyHeader &header)
{
    if (header.kind == 'f')
        return header.width == 2 ? TensorType::Float16 : header.width == 4 ? TensorType::Float32 : TensorType::Float64;
    if (header.kind == 'b') return TensorType::Bool;
    const bool isSigned = header.kind == 'i';
    switch (header.width) {
    case 1: return isSigned ? TensorType::Int8 : TensorType::UInt8;
    case 2: return isSigned ? TensorType::Int16 : TensorType::Int32;
    case 4: return isSigned ? TensorType::Int32 : TensorType::Int64;
    default: return TensorType::Int64;
    }
}

void convertAll(const NpyHeader &header, const std::byte *from, std::byte *to)
{
    const bool isUnsigned = header.kind == 'u';
    switch (header.width) {
    case 1: return convert<std::uint8_t, std::uint8_t>(header, from, to);
    case 2:
        return isUnsigned ? convert<std::uint16_t, std::int32_t>(header, from, to)
                          : convert<std::uint16_t, std::uint16_t>(header, from, to);
    case 4:
        return isUnsigned ? convert<std::uint32_t, std::int64_t>(header, from, to)
                          : convert<std::uint32_t, std::uint32_t>(header, from, to);
    default: return convert<std::uint64_t, std::uint64_t>(header, from, to);
    }
}

void appendUtf8(std::string &text, std::uint32_t code)
{
    if (code > 0x10FFFFU || (code >= 0xD800U && code < 0xE000U)) code = 0xFFFDU;  // not a character
    const auto add = [&](std::uint32_t byte) { text += static_cast<char>(byte); };
    if (code < 0x80U) return add(code);
    if (code < 0x800U) add(0xC0U | code >> 6U);
    else {
        if (code < 0x10000U) add(0xE0U | code >> 12U);
        else {
            add(0xF0U | code >> 18U);
            add(0x80U | (code >> 12U & 0x3FU));
        }
        add(0x80U | (code >> 6U & 0x3FU));
    }
    add(0x80U | (code & 0x3FU));
}

// The text between quotes at the start of a value.
std::string_view quoted(std::string_view value)
{
    if (value.empty() || (value[0] != '\'' && value[0] != '"')) return {};
    const auto end = value.find(value[0], 1);
    return end == std::string_view::npos ? std::string_view() : value.substr(1, end - 1);
}

}  // namespace

bool parseNpyType(std::string_view type, NpyHeader &header)
{
    if (type.size() < 3) return false;
    header.bigEndian = type[0] == '>' || (type[0] == '=' && std::endian::native == std::endian::big);
    header.kind = type[1];
    std::uint32_t width = 0;
    const auto parsed = std::from_chars(type.data() + 2, type.data() + type.size(), width);
    if (parsed.ec != std::errc() || parsed.ptr != type.data() + type.size()) return false;
    header.width = header.kind == 'U' ? std::size_t{4} * width : width;
    const auto widthIn = [&](std::initializer_list<std::size_t> widths) {
        return std::find(widths.begin(), widths.end(), header.width) != widths.end();
    };
    switch (header.kind) {
    case 'f': return widthIn({2, 4, 8});
    case 'i':
    case 'u': return widthIn({1, 2, 4, 8});
    case 'b': return widthIn({1});
    case 'U':
    case 'S': return true;
    default: return false;
    }
}

NpyHeader readNpyHeader(const files::Blob &bytes, const std::filesystem::path &file, const std::string &what)
{
    NpyHeader header;
    const HeaderText text(headerText(bytes, file, what, header.dataBegin));
    const auto descr = text.value("descr"), order = text.value("fortran_order"), extents = text.value("shape");
    const auto shape = extents ? parseShape(*extents) : std::nullopt;
    if (!descr || !order || !shape) fail(errors::parseError, file, what + " has no readable header");
    if (!parseNpyType(quoted(*descr), header))
        throw Failure{badFile(errors::unsupportedDtype, file, what + " holds neither numbers nor plain text",
                              "Save it from Python as an array of float64.")};
    header.fortranOrder = order->starts_with("True");
    header.shape = *shape;
    header.size = 1;
    const bool empty = std::find(shape->begin(), shape->end(), 0) != shape->end();
    for (const std::int64_t extent : *shape)
        if (!empty && __builtin_mul_overflow(header.size, extent, &header.size))
            fail(errors::parseError, file, what + " has an impossible shape");
    if (empty) header.size = 0;
    const std::size_t room = bytes.size - header.dataBegin;
    if (header.size > 0 && (header.width == 0 || static_cast<std::uint64_t>(header.size) > room / header.width)) {
        if (header.width > 0) fail(errors::truncated, file, what + " ends before its last element");
        fail(errors::parseError, file, what + " has elements without a size");
    }
    return header;
}

Tensor npyNumbers(const NpyHeader &header, const files::Blob &bytes, const std::filesystem::path &file, const std::string &what)
{
    Tensor tensor{typeOf(header), header.shape, nullptr, nullptr};
    const std::byte *from = bytes.data + header.dataBegin;
    const auto copy = std::make_shared<std::vector<std::byte>>(tensor.byteSize() + 1);  // +1: the address is never null
    convertAll(header, from, copy->data());
    tensor.owner = copy;
    tensor.data = copy->data();
    if (header.kind == 'u' && header.width == 8) {
        const auto *values = reinterpret_cast<const std::int64_t *>(tensor.data);
        if (std::any_of(values, values + header.size, [](std::int64_t value) { return value < 0; }))
            throw Failure{badFile(errors::tooLarge, file, what + " holds numbers beyond 2^63", "Save it as float64.")};
    }
    return tensor;
}

std::vector<std::int64_t> npyIntegers(const NpyHeader &header, const files::Blob &bytes)
{
    const bool swap = header.bigEndian != (std::endian::native == std::endian::big);
    std::vector<std::int64_t> values(static_cast<std::size_t>(header.size));
    forEach(header, [&](std::int64_t from, std::int64_t to) {
        const std::byte *at = bytes.data + header.dataBegin + static_cast<std::size_t>(from) * header.width;
        std::int64_t &value = values[static_cast<std::size_t>(to)];
        switch (header.width) {
        case 1: value = element<std::int8_t>(at, swap); break;
        case 2: value = element<std::int16_t>(at, swap); break;
        case 4: value = element<std::int32_t>(at, swap); break;
        default: value = element<std::int64_t>(at, swap); break;
        }
    });
    return values;
}

std::vector<std::string> npyText(const NpyHeader &header, const files::Blob &bytes)
{
    std::vector<std::string> texts(static_cast<std::size_t>(header.size));
    const bool swap = header.bigEndian != (std::endian::native == std::endian::big);
    forEach(header, [&](std::int64_t from, std::int64_t to) {
        const std::byte *at = bytes.data + header.dataBegin + static_cast<std::size_t>(from) * header.width;
        std::string &text = texts[static_cast<std::size_t>(to)];
        if (header.kind == 'S') {
            const auto *characters = reinterpret_cast<const char *>(at);
            text.assign(characters, strnlen(characters, header.width));
            return;
        }
        for (std::size_t i = 0; i < header.width; i += 4) {
            const auto code = element<std::uint32_t>(at + i, swap);
            if (code == 0) break;
            appendUtf8(text, code);
        }
    });
    return texts;
}

}  // namespace lexicell::models::checkpoint
