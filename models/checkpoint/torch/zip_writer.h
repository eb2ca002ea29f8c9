// Writes a ZIP archive of stored (uncompressed) entries whose data starts at multiples of 64 bytes, the layout that
// torch.load expects. ZIP64 where sizes need it. No time stamps: the same entries give the same bytes.
// Layout: PKWARE APPNOTE 6.3.9, sections 4.3 and 4.5.
#pragma once

#include "core/files/atomic_file.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lexicell::models::checkpoint {

class ZipWriter {
  public:
    explicit ZipWriter(files::AtomicFile &file) : m_file(file) {}
    void add(const std::string &name, const void *data, std::uint64_t size);
    void add(const std::string &name, std::string_view text) { add(name, text.data(), text.size()); }
    void finish();  // writes the central directory; the caller commits the file

  private:
    struct Entry {
        std::string name;
        std::uint32_t crc;
        std::uint64_t size;
        std::uint64_t offset;
    };
    files::AtomicFile &m_file;
    std::vector<Entry> m_entries;
};

}  // namespace lexicell::models::checkpoint
