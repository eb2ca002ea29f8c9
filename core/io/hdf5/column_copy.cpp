#include "core/io/hdf5/column_copy.h"

#include "core/io/failure.h"

#include <sys/statvfs.h>

#include <fcntl.h>
#include <unistd.h>

#include <cassert>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <numeric>
#include <string>

namespace lexicell::io {

namespace {

constexpr std::int64_t leaveFree = std::int64_t{2} << 30;  // bytes for others on the same disk

// /tmp is memory on many systems, and this copy is larger than what was kept out of memory.
std::string folder()
{
    const char *chosen = std::getenv("TMPDIR");
    return chosen && *chosen ? chosen : "/var/tmp";
}

bool writeAll(int descriptor, const void *data, std::size_t size, std::int64_t offset)
{
    for (const char *at = static_cast<const char *>(data); size > 0;) {
        const ssize_t written = ::pwrite(descriptor, at, size, offset);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        at += written;
        offset += written;
        size -= static_cast<std::size_t>(written);
    }
    return true;
}

bool readAll(int descriptor, void *data, std::size_t size, std::int64_t offset)
{
    for (char *at = static_cast<char *>(data); size > 0;) {
        const ssize_t got = ::pread(descriptor, at, size, offset);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        at += got;
        offset += got;
        size -= static_cast<std::size_t>(got);
    }
    return true;
}

}  // namespace

std::unique_ptr<ColumnCopy> ColumnCopy::make(std::int64_t columns, std::int64_t entries)
{
    std::string name = folder() + "/lexicell-columns-XXXXXX";
    const int descriptor = ::mkostemp(name.data(), O_CLOEXEC);
    if (descriptor < 0) return nullptr;
    ::unlink(name.c_str());
    std::unique_ptr<ColumnCopy> copy(new ColumnCopy(descriptor, columns));
    return copy->hasRoomFor(entries) ? std::move(copy) : nullptr;
}

ColumnCopy::~ColumnCopy() { ::close(m_descriptor); }

bool ColumnCopy::hasRoomFor(std::int64_t entries) const
{
    struct statvfs disk {};
    if (::fstatvfs(m_descriptor, &disk) != 0) return false;
    const auto available = static_cast<double>(disk.f_bavail) * static_cast<double>(disk.f_frsize);
    return static_cast<double>(entries) * sizeof(Entry) + static_cast<double>(leaveFree) <= available;
}

bool ColumnCopy::append(const data::CsrBlock &block)
{
    assert(block.columns == m_columns);
    const auto entries = block.values.size();
    if (entries > std::numeric_limits<std::uint32_t>::max() || !hasRoomFor(static_cast<std::int64_t>(entries))) return false;
    Block added{m_rows, m_bytes, std::vector<std::uint32_t>(static_cast<std::size_t>(m_columns) + 1, 0)};
    for (const auto column : block.indices) ++added.starts[static_cast<std::size_t>(column) + 1];
    std::partial_sum(added.starts.begin(), added.starts.end(), added.starts.begin());
    std::vector<std::uint32_t> next = added.starts;
    std::vector<Entry> sorted(entries);
    for (std::int64_t row = 0; row < block.rows; ++row)
        for (auto i = block.indptr[static_cast<std::size_t>(row)]; i < block.indptr[static_cast<std::size_t>(row) + 1]; ++i) {
            const auto column = static_cast<std::size_t>(block.indices[static_cast<std::size_t>(i)]);
            sorted[next[column]++] = {static_cast<std::int32_t>(row), block.values[static_cast<std::size_t>(i)]};
        }
    if (!writeAll(m_descriptor, sorted.data(), entries * sizeof(Entry), m_bytes)) return false;
    m_blocks.push_back(std::move(added));
    m_rows += block.rows;
    m_bytes += static_cast<std::int64_t>(entries * sizeof(Entry));
    return true;
}

std::vector<float> ColumnCopy::column(std::int64_t column) const
{
    std::vector<float> result(static_cast<std::size_t>(m_rows), 0.0F);
    std::vector<Entry> entries;
    for (const Block &block : m_blocks) {
        const auto begin = block.starts[static_cast<std::size_t>(column)];
        entries.resize(block.starts[static_cast<std::size_t>(column) + 1] - begin);
        const std::int64_t offset = block.offset + std::int64_t{begin} * static_cast<std::int64_t>(sizeof(Entry));
        if (!readAll(m_descriptor, entries.data(), entries.size() * sizeof(Entry), offset))
            throw badFile(errors::cannotRead,
                          "The temporary copy of the matrix in " + folder() + " cannot be read. Open the data set again.",
                          std::strerror(errno));
        for (const Entry &entry : entries) result[static_cast<std::size_t>(block.firstRow + entry.row)] = entry.value;
    }
    return result;
}

}  // namespace lexicell::io
