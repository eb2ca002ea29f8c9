#include "models/checkpoint/torch/zip_writer.h"

#include <zlib.h>

#include <algorithm>

namespace lexicell::models::checkpoint {

namespace {

constexpr std::uint64_t alignment = 64;
constexpr std::uint32_t limit32 = 0xFFFFFFFFu;  // marks a field whose value is in the ZIP64 part
constexpr std::uint16_t limit16 = 0xFFFFu;
constexpr std::uint16_t zip64Id = 0x0001;
constexpr std::uint16_t paddingId = 0x4246;  // "FB", what torch itself writes
constexpr std::uint16_t versionNeeded = 45;  // ZIP64
constexpr std::uint16_t utf8Names = 0x0800;
constexpr std::uint16_t dosEpoch = 0x0021;  // 1980-01-01

// Writes little-endian numbers one after the other.
class Record {
  public:
    Record &u16(std::uint64_t value) { return put(value, 2); }
    Record &u32(std::uint64_t value) { return put(value, 4); }
    Record &u64(std::uint64_t value) { return put(value, 8); }
    Record &text(std::string_view value)
    {
        m_bytes += value;
        return *this;
    }
    const std::string &bytes() const { return m_bytes; }

  private:
    Record &put(std::uint64_t value, int bytes)
    {
        for (int i = 0; i < bytes; ++i) m_bytes += static_cast<char>((value >> (8 * i)) & 0xFFu);
        return *this;
    }
    std::string m_bytes;
};

std::uint32_t checksum(const void *data, std::uint64_t size)
{
    return static_cast<std::uint32_t>(crc32_z(crc32_z(0, nullptr, 0), static_cast<const Bytef *>(data), size));
}

std::uint64_t clip32(std::uint64_t value) { return std::min<std::uint64_t>(value, limit32); }

}  // namespace

void ZipWriter::add(const std::string &name, const void *data, std::uint64_t size)
{
    const Entry entry{name, checksum(data, size), size, m_file.position()};
    Record extra;
    if (size >= limit32) extra.u16(zip64Id).u16(16).u64(size).u64(size);
    const std::uint64_t begin = entry.offset + 30 + name.size() + extra.bytes().size() + 4;  // 4: head of the padding field
    const std::uint64_t padding = (alignment - begin % alignment) % alignment;
    extra.u16(paddingId).u16(padding).text(std::string(padding, 'Z'));

    Record header;
    header.u32(0x04034B50).u16(versionNeeded).u16(utf8Names).u16(0).u16(0).u16(dosEpoch).u32(entry.crc);
    header.u32(size >= limit32 ? limit32 : size).u32(size >= limit32 ? limit32 : size);
    header.u16(name.size()).u16(extra.bytes().size()).text(name).text(extra.bytes());
    m_file.write(header.bytes());
    m_file.write(data, size);
    m_entries.push_back(entry);
}

void ZipWriter::finish()
{
    const std::uint64_t begin = m_file.position();
    for (const auto &entry : m_entries) {
        Record extra;
        if (entry.size >= limit32) extra.u64(entry.size).u64(entry.size);
        if (entry.offset >= limit32) extra.u64(entry.offset);
        Record record;
        record.u32(0x02014B50).u16(versionNeeded).u16(versionNeeded).u16(utf8Names).u16(0).u16(0).u16(dosEpoch);
        record.u32(entry.crc).u32(clip32(entry.size)).u32(clip32(entry.size)).u16(entry.name.size());
        record.u16(extra.bytes().empty() ? 0 : extra.bytes().size() + 4);
        record.u16(0).u16(0).u16(0).u32(0).u32(clip32(entry.offset)).text(entry.name);
        if (!extra.bytes().empty()) record.u16(zip64Id).u16(extra.bytes().size()).text(extra.bytes());
        m_file.write(record.bytes());
    }
    const std::uint64_t end = m_file.position();
    const std::uint64_t count = m_entries.size();
    Record tail;
    if (count >= limit16 || begin >= limit32 || end - begin >= limit32) {
        tail.u32(0x06064B50).u64(44).u16(versionNeeded).u16(versionNeeded).u32(0).u32(0);
        tail.u64(count).u64(count).u64(end - begin).u64(begin);
        tail.u32(0x07064B50).u32(0).u64(end).u32(1);
    }
    const auto count16 = std::min<std::uint64_t>(count, limit16);
    tail.u32(0x06054B50).u16(0).u16(0).u16(count16).u16(count16).u32(clip32(end - begin)).u32(clip32(begin)).u16(0);
    m_file.write(tail.bytes());
}

}  // namespace lexicell::models::checkpoint
