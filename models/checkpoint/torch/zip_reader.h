// The entries of a ZIP archive in memory. Stored entries (as torch.save writes them) are returned without a copy;
// deflated ones (archives packed anew by a user) are unpacked, with a size limit that depends on the file's size. Overlapping
// parts are refused. This class is not thread-safe. Checksums are not verified: torch writes files without.
// Layout: PKWARE APPNOTE 6.3.9, sections 4.3 and 4.5.
// Error classes: truncated (the directory at the end is missing), corrupt_data, unsupported_type (encrypted or another
// compression), out_of_memory.
#pragma once

#include "core/files/mapped_file.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <unordered_map>
#include <vector>

namespace lexicell::models::checkpoint {

class ZipReader {
  public:
    // `file` is for messages.
    static Result<ZipReader> open(files::Blob bytes, const std::filesystem::path &file);

    bool contains(const std::string &name) const { return m_places.contains(name); }
    const std::vector<std::string> &names() const { return m_names; }
    Result<files::Blob> read(const std::string &name) const;

  private:
    struct Entry {
        std::uint64_t header = 0;  // offset of the local header
        std::uint64_t packed = 0;  // bytes in the archive
        std::uint64_t size = 0;    // bytes when unpacked
        std::uint16_t method = 0;  // 0 stored, 8 deflated
        std::uint16_t flags = 0;
    };
    Result<void> readDirectory();
    Result<files::Blob> unpack(const files::Blob &packed, std::uint64_t size, const std::string &name) const;

    files::Blob m_bytes;
    std::filesystem::path m_file;
    std::vector<std::string> m_names;
    std::unordered_map<std::string, Entry> m_places;
    mutable std::unordered_map<std::string, files::Blob> m_unpacked;  // an entry shared by several tensors is unpacked once
    mutable std::uint64_t m_unpackedBytes = 0;
};

}  // namespace lexicell::models::checkpoint
