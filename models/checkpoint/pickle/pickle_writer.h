// The few pickle opcodes (protocol 2, Lib/pickle.py) that a checkpoint needs, as bytes.
#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

namespace lexicell::models::checkpoint {

class PickleWriter {
  public:
    PickleWriter &global(std::string_view module, std::string_view name) { return put("c", module).put("\n", name).put("\n"); }
    PickleWriter &text(std::string_view value) { return put("X").number(value.size(), 4).put(value); }
    PickleWriter &integer(std::int64_t value)
    {
        if (value >= 0 && value < 256) return put("K").number(static_cast<std::uint64_t>(value), 1);
        if (value >= INT32_MIN && value <= INT32_MAX) return put("J").number(static_cast<std::uint64_t>(value), 4);
        return put("\x8a").number(8, 1).number(static_cast<std::uint64_t>(value), 8);
    }
    // A non-negative number of any length, little-endian.
    PickleWriter &longInteger(std::string_view bytes) { return put("\x8a").number(bytes.size(), 1).put(bytes); }
    PickleWriter &real(double value)
    {
        put("G");  // big-endian, unlike everything else
        const auto bits = std::bit_cast<std::uint64_t>(value);
        for (int shift = 56; shift >= 0; shift -= 8) m_bytes += static_cast<char>((bits >> shift) & 0xFFu);
        return *this;
    }
    PickleWriter &boolean(bool value) { return put(value ? "\x88" : "\x89"); }
    PickleWriter &none() { return put("N"); }
    PickleWriter &mark() { return put("("); }
    PickleWriter &tuple() { return put("t"); }
    PickleWriter &emptyTuple() { return put(")"); }
    PickleWriter &emptyDict() { return put("}"); }
    PickleWriter &emptyList() { return put("]"); }
    PickleWriter &appends() { return put("e"); }
    PickleWriter &setItems() { return put("u"); }
    PickleWriter &reduce() { return put("R"); }
    PickleWriter &persistentId() { return put("Q"); }
    PickleWriter &bytes(std::string_view value) { return put("B").number(value.size(), 4).put(value); }  // protocol 3
    PickleWriter &build() { return put("b"); }
    std::string finish(char protocol = 2) { return std::string("\x80") + protocol + m_bytes + "."; }

  private:
    PickleWriter &put(std::string_view first, std::string_view second = {})
    {
        m_bytes.append(first).append(second);
        return *this;
    }
    PickleWriter &number(std::uint64_t value, int bytes)
    {
        for (int i = 0; i < bytes; ++i) m_bytes += static_cast<char>((value >> (8 * i)) & 0xFFu);
        return *this;
    }
    std::string m_bytes;
};

}  // namespace lexicell::models::checkpoint
