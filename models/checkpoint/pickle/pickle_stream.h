// The bytes of a pickle, read forwards with every length checked first. Only for pickle_reader.cpp, whose public function turns
// Failure into a Result.
#pragma once

#include "core/base/guarded.h"
#include "models/checkpoint/file_error.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <string>

namespace lexicell::models::checkpoint {

class PickleStream {
  public:
    PickleStream(const std::byte *data, std::size_t size, const std::filesystem::path &file)
        : m_data(reinterpret_cast<const char *>(data)), m_size(size), m_file(file)
    {
    }

    std::size_t position() const { return m_at; }

    const char *take(std::uint64_t count)
    {
        if (count > m_size - m_at) fail(errors::truncated, "ends in the middle of its pickle");
        const char *from = m_data + m_at;
        m_at += count;
        return from;
    }
    std::uint64_t unsignedNumber(unsigned width)
    {
        const char *from = take(width);
        std::uint64_t value = 0;
        for (unsigned i = 0; i < width; ++i) value |= static_cast<std::uint64_t>(static_cast<unsigned char>(from[i])) << (8 * i);
        return value;
    }
    std::string bytes(std::uint64_t count)
    {
        const char *from = take(count);
        return {from, count};
    }
    std::string line()
    {
        const void *end = std::memchr(m_data + m_at, '\n', m_size - m_at);
        if (!end) fail(errors::truncated, "ends in the middle of its pickle");
        std::string text = bytes(static_cast<std::uint64_t>(static_cast<const char *>(end) - (m_data + m_at)));
        take(1);
        return text;
    }
    [[noreturn]] void fail(const ErrorClass &errorClass, const std::string &what) const
    {
        throw Failure{corruptFile(errorClass, m_file, what)};
    }

  private:
    const char *m_data;
    std::size_t m_size;
    std::size_t m_at = 0;
    const std::filesystem::path &m_file;
};

}  // namespace lexicell::models::checkpoint
