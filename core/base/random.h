// Counter-based random numbers: the n-th draw of stream (seed, stream) is a pure function, so results do not depend on
// batch size, thread count or order of work. SplitMix64 finalizer (Steele, Lea, Flood 2014).
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace lexicell {

class Random {
  public:
    Random(std::uint64_t seed, std::uint64_t stream)
        : m_key(mix(seed + 0x9E3779B97F4A7C15ull) ^ mix(stream ^ 0xD1B54A32D192ED03ull))
    {
    }

    using result_type = std::uint64_t;
    static constexpr result_type min() { return 0; }
    static constexpr result_type max() { return ~0ull; }

    result_type operator()() { return mix(m_key + 0x9E3779B97F4A7C15ull * ++m_counter); }
    double uniform() { return static_cast<double>((*this)() >> 11) * 0x1.0p-53; }  // [0, 1)
    std::uint64_t below(std::uint64_t n)                                           // 0..n-1, unbiased (Lemire 2019)
    {
        while (true) {
            const unsigned __int128 product = static_cast<unsigned __int128>((*this)()) * n;
            const auto low = static_cast<std::uint64_t>(product);
            if (low >= n || low >= (0 - n) % n) return static_cast<std::uint64_t>(product >> 64);
        }
    }
    double normal();  // mean 0, variance 1

    static std::uint64_t mix(std::uint64_t z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
        return z ^ (z >> 31);
    }
    // A stream number from a name (FNV-1a), e.g. a cell's barcode.
    static std::uint64_t streamOf(std::string_view name)
    {
        std::uint64_t hash = 0xCBF29CE484222325ull;
        for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ull;
        return hash;
    }

  private:
    std::uint64_t m_key;
    std::uint64_t m_counter = 0;
};

// `most` of the items at random, in the order in which they stand; all when `most` is 0 or too large.
std::vector<std::int64_t> sampleOf(const std::vector<std::int64_t> &items, std::int64_t most, std::int64_t seed);

}  // namespace lexicell
