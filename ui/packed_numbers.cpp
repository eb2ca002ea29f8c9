#include "ui/packed_numbers.h"

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

std::optional<std::vector<std::int64_t>> unpackNumbers(const QByteArray &packed)
{
    std::vector<std::int64_t> numbers;
    if (packed.isEmpty()) return numbers;
    const QByteArray bytes = qUncompress(packed);
    std::int64_t last = 0;
    std::uint64_t zigzag = 0;
    int shift = 0;
    for (const char c : bytes) {
        if (shift > 63) return std::nullopt;
        zigzag |= static_cast<std::uint64_t>(static_cast<unsigned char>(c) & 0x7F) << shift;
        if (static_cast<unsigned char>(c) & 0x80) {
            shift += 7;
            continue;
        }
        last += static_cast<std::int64_t>(zigzag >> 1) ^ -static_cast<std::int64_t>(zigzag & 1);
        numbers.push_back(last);
        zigzag = 0;
        shift = 0;
    }
    if (shift != 0) return std::nullopt;
    return numbers;
}

}  // namespace lexicell::ui
