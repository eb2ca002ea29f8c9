#include "models/checkpoint/torch/zip_reader.h"

#include "core/base/guarded.h"
#include "models/checkpoint/file_error.h"

#include <zlib.h>

#include <algorithm>
#include <climits>
#include <optional>

namespace lexicell::models::checkpoint {

namespace {

constexpr std::uint32_t localHeader = 0x04034B50;
constexpr std::uint32_t directoryEntry = 0x02014B50;
constexpr std::uint32_t directoryEnd = 0x06054B50;
constexpr std::uint32_t directoryEnd64 = 0x06064B50;
constexpr std::uint32_t locator64 = 0x07064B50;
constexpr std::size_t directoryEndSize = 22;
constexpr std::uint32_t limit32 = 0xFFFFFFFFu;
constexpr std::uint16_t limit16 = 0xFFFFu;
// Deflate cannot expand more than this (zlib's technical notes): a larger declared size is wrong and is never allocated.
constexpr std::uint64_t largestExpansion = 1032;
// Limit for all unpacked parts together: more than real packed weights need, and less than a machine's memory.
constexpr std::uint64_t unpackedBeyondFile = std::uint64_t{512} << 20;
constexpr std::uint64_t unpackedTimesFile = 64;

// Little-endian numbers at any offset; beyond the end they are zero, and ok() becomes false.
class Cursor {
  public:
    Cursor(const files::Blob &bytes, std::uint64_t offset) : m_bytes(bytes), m_offset(offset) {}
    std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
    std::uint32_t u32() { return static_cast<std::uint32_t>(number(4)); }
    std::uint64_t u64() { return number(8); }
    void skip(std::uint64_t size) { take(size); }
    std::string text(std::uint64_t size)
    {
        const std::byte *from = take(size);
        return from ? std::string(reinterpret_cast<const char *>(from), size) : std::string();
    }
    std::uint64_t offset() const { return m_offset; }
    bool ok() const { return m_ok; }

  private:
    const std::byte *take(std::uint64_t size)
    {
        if (m_offset > m_bytes.size || size > m_bytes.size - m_offset) {
            m_ok = false;
            return nullptr;
        }
        const std::byte *from = m_bytes.data + m_offset;
        m_offset += size;
        return from;
    }
    std::uint64_t number(unsigned size)
    {
        const std::byte *from = take(size);
        std::uint64_t value = 0;
        for (unsigned i = 0; from && i < size; ++i) value |= static_cast<std::uint64_t>(from[i]) << (8 * i);
        return value;
    }
    const files::Blob &m_bytes;
    std::uint64_t m_offset;
    bool m_ok = true;
};

struct Directory {
    std::uint64_t begin = 0;
    std::uint64_t entries = 0;
};

std::optional<std::uint64_t> findDirectoryEnd(const files::Blob &bytes)
{
    if (bytes.size < directoryEndSize) return std::nullopt;
    const std::uint64_t last = bytes.size - directoryEndSize;
    const std::uint64_t first = last > limit16 ? last - limit16 : 0;  // a comment of up to 65535 bytes may follow
    for (std::uint64_t at = last + 1; at-- > first;)
        if (Cursor(bytes, at).u32() == directoryEnd) return at;
    return std::nullopt;
}

std::optional<Directory> findDirectory(const files::Blob &bytes)
{
    const auto end = findDirectoryEnd(bytes);
    if (!end) return std::nullopt;
    Cursor cursor(bytes, *end + 10);
    Directory directory;
    directory.entries = cursor.u16();
    const std::uint32_t size = cursor.u32();
    directory.begin = cursor.u32();
    if (directory.entries != limit16 && size != limit32 && directory.begin != limit32) return directory;
    if (*end < 20) return directory;
    Cursor locator(bytes, *end - 20);
    if (locator.u32() != locator64) return directory;
    locator.skip(4);
    Cursor end64(bytes, locator.u64());
    if (end64.u32() != directoryEnd64) return std::nullopt;
    end64.skip(28);
    directory.entries = end64.u64();
    end64.skip(8);
    directory.begin = end64.u64();
    return end64.ok() ? std::optional(directory) : std::nullopt;
}

}  // namespace

Result<ZipReader> ZipReader::open(files::Blob bytes, const std::filesystem::path &file)
{
    ZipReader reader;
    reader.m_bytes = std::move(bytes);
    reader.m_file = file;
    LEXICELL_CHECK(reader.readDirectory());
    return reader;
}

Result<void> ZipReader::readDirectory()
{
    const auto directory = findDirectory(m_bytes);
    if (!directory)
        return badFile(errors::truncated, m_file, "is incomplete: the archive's directory at its end is missing",
                       "Copy or download it again.");
    Cursor cursor(m_bytes, directory->begin);
    std::uint64_t packed = 0;
    for (std::uint64_t i = 0; i < directory->entries; ++i) {
        if (cursor.u32() != directoryEntry || !cursor.ok())
            return corruptFile(errors::corruptData, m_file, "has a damaged archive directory");
        Entry entry;
        cursor.skip(4);
        entry.flags = cursor.u16();
        entry.method = cursor.u16();
        cursor.skip(8);
        entry.packed = cursor.u32();
        entry.size = cursor.u32();
        const auto nameSize = cursor.u16();
        const auto extraSize = cursor.u16();
        const auto commentSize = cursor.u16();
        cursor.skip(8);
        entry.header = cursor.u32();
        std::string name = cursor.text(nameSize);
        for (Cursor extra(m_bytes, cursor.offset()); extra.offset() + 4 <= cursor.offset() + extraSize && extra.ok();) {
            const auto id = extra.u16();
            const auto size = extra.u16();
            Cursor field(m_bytes, extra.offset());
            extra.skip(size);
            if (id != 1) continue;  // ZIP64: only the fields that overflowed, in this order
            if (entry.size == limit32) entry.size = field.u64();
            if (entry.packed == limit32) entry.packed = field.u64();
            if (entry.header == limit32) entry.header = field.u64();
        }
        cursor.skip(extraSize);
        cursor.skip(commentSize);
        if (!cursor.ok()) return corruptFile(errors::corruptData, m_file, "has a damaged archive directory");
        // Overlapping parts could unpack to a thousand times the size of the file.
        if (entry.packed > m_bytes.size - packed)
            return corruptFile(errors::corruptData, m_file, "has parts that overlap in its archive");
        packed += entry.packed;
        m_names.push_back(name);
        m_places[std::move(name)] = entry;
    }
    return {};
}

Result<files::Blob> ZipReader::read(const std::string &name) const
{
    const auto place = m_places.find(name);
    if (place == m_places.end()) return corruptFile(errors::corruptData, m_file, "lacks its part " + name);
    const Entry &entry = place->second;
    if ((entry.flags & 1) != 0 || (entry.method != 0 && entry.method != Z_DEFLATED))
        return badFile(errors::unsupportedType, m_file, "holds encrypted or unusually compressed data",
                       "Save it again with torch.save.");
    Cursor cursor(m_bytes, entry.header);
    const bool header = cursor.u32() == localHeader;
    cursor.skip(22);
    const std::uint64_t nameSize = cursor.u16();
    const std::uint64_t extraSize = cursor.u16();
    cursor.skip(nameSize + extraSize);
    const std::uint64_t begin = cursor.offset();
    cursor.skip(entry.packed);
    if (!header || !cursor.ok()) return corruptFile(errors::corruptData, m_file, "has a damaged part " + name);
    const files::Blob packed{m_bytes.owner, m_bytes.data + begin, entry.packed};
    if (entry.method == Z_DEFLATED) {
        if (const auto done = m_unpacked.find(name); done != m_unpacked.end()) return done->second;
        LEXICELL_TRY(content, unpack(packed, entry.size, name));
        return m_unpacked.emplace(name, std::move(content)).first->second;
    }
    if (entry.packed != entry.size) return corruptFile(errors::corruptData, m_file, "has a damaged part " + name);
    return packed;
}

Result<files::Blob> ZipReader::unpack(const files::Blob &packed, std::uint64_t size, const std::string &name) const
{
    if (size / largestExpansion > packed.size || packed.size > UINT_MAX || size > UINT_MAX)
        return corruptFile(errors::corruptData, m_file, "declares an impossible size for its part " + name);
    if (size > unpackedBeyondFile + unpackedTimesFile * m_bytes.size - m_unpackedBytes)
        return badFile(errors::unsupportedType, m_file,
                       "would be " + std::to_string((m_unpackedBytes + size) >> 20) + " MB unpacked",
                       "Weights cannot be compressed this much. Use the authors' file.");
    m_unpackedBytes += size;
    const auto buffer = std::make_shared<std::vector<std::byte>>(size);
    z_stream stream{};
    stream.next_in = const_cast<Bytef *>(reinterpret_cast<const Bytef *>(packed.data));
    stream.avail_in = static_cast<uInt>(packed.size);
    stream.next_out = reinterpret_cast<Bytef *>(buffer->data());
    stream.avail_out = static_cast<uInt>(size);
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK)
        return Error{errors::outOfMemory, "Not enough memory to open " + m_file.string() + ". " + closePrograms};
    const int status = inflate(&stream, Z_FINISH);
    inflateEnd(&stream);
    if (status != Z_STREAM_END || stream.total_out != size)
        return corruptFile(errors::corruptData, m_file, "has a damaged part " + name);
    return files::Blob{buffer, buffer->data(), size};
}

}  // namespace lexicell::models::checkpoint
