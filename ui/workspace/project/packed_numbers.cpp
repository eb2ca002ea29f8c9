#include "ui/workspace/project/packed_numbers.h"

namespace lexicell::ui {

QByteArray packNumbers(const std::vector<std::int64_t> &numbers)
{
    QByteArray bytes;
    std::int64_t last = 0;
    for (const auto number : numbers) {
        const std::int64_t difference = number - last;
        auto zigzag = (static_cast<std::uint64_t>(difference) << 1) ^ static_cast<std::uint64_t>(difference >> 63);
        while (zigzag >= 0x80) {
            bytes.append(static_cast<char>(zigzag | 0x80));
            zigzag >>= 7;
        }
        bytes.append(static_cast<char>(zigzag));
        last = number;
    }
    return qCompress(bytes);
}

std::optional<QByteArray> inflated(const QByteArray &packed)
{
    // qUncompress() allocates what the first four bytes claim, and gives an empty array for damage.
    constexpr qsizetype header = 4, mostRatio = 1040;
    if (packed.size() < header) return std::nullopt;
    std::uint32_t claimed = 0;
    for (qsizetype i = 0; i < header; ++i) claimed = claimed << 8 | static_cast<unsigned char>(packed[i]);
    if (claimed == 0) return packed.size() == header ? std::optional(QByteArray()) : std::nullopt;
    if (static_cast<qsizetype>(claimed) / mostRatio > packed.size()) return std::nullopt;
    QByteArray bytes = qUncompress(packed);
    if (bytes.size() != static_cast<qsizetype>(claimed)) return std::nullopt;
    return bytes;
}

std::optional<std::vector<std::int64_t>> unpackNumbers(const QByteArray &packed)
{
    std::vector<std::int64_t> numbers;
    if (packed.isEmpty()) return numbers;
    const auto bytes = inflated(packed);
    if (!bytes) return std::nullopt;
    std::uint64_t last = 0;  // unsigned: differences of a damaged file may overflow
    std::uint64_t zigzag = 0;
    int shift = 0;
    for (const char c : *bytes) {
        if (shift > 63) return std::nullopt;
        zigzag |= static_cast<std::uint64_t>(static_cast<unsigned char>(c) & 0x7F) << shift;
        if (static_cast<unsigned char>(c) & 0x80) {
            shift += 7;
            continue;
        }
        last += (zigzag >> 1) ^ (0 - (zigzag & 1));
        numbers.push_back(static_cast<std::int64_t>(last));
        zigzag = 0;
        shift = 0;
    }
    if (shift != 0) return std::nullopt;
    return numbers;
}

}  // namespace lexicell::ui
