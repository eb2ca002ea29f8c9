// Damage as disks and transfers make it: bytes change, none comes or goes. In a format full of offsets, an inserted byte (what
// libFuzzer likes to do) only ever tests the first check of the first header.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <random>

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t *data, std::size_t size, std::size_t, unsigned seed)
{
    if (size == 0) return 0;
    std::minstd_rand random(seed);
    const auto below = [&](std::size_t limit) { return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random); };
    constexpr std::array<std::uint64_t, 8> telling = {0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, ~std::uint64_t{0}};
    for (std::size_t change = 0, changes = 1 + below(4); change < changes; ++change) {
        const std::size_t at = below(size);
        const std::size_t width = std::min(std::size_t{1} << below(4), size - at);
        switch (below(5)) {
        case 0: data[at] ^= static_cast<std::uint8_t>(1u << below(8)); break;
        case 1: data[at] = static_cast<std::uint8_t>(below(256)); break;
        case 2: std::memcpy(data + at, &telling[below(telling.size())], width); break;
        case 3: std::memmove(data + at, data + below(size - width + 1), width); break;
        default: {
            const std::size_t length = std::min(1 + below(64), size - at);
            std::fill_n(data + at, length, std::uint8_t{0});
        }
        }
    }
    return size;
}
