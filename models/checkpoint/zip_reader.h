// The entries of a ZIP archive in memory. Stored entries (all that torch.save writes) are handed out without a copy;
// deflated ones (archives that somebody packed anew) are unpacked, within a limit that a small file cannot exceed. Parts that
// overlap are refused. Not for several threads at once. Checksums are not verified: torch writes files without.
// Layout: PKWARE APPNOTE 6.3.9, sections 4.3 and 4.5.
// Error classes: truncated (the directory at the end is missing), corrupt_data, unsupported_type (encrypted or another
// compression), out_of_memory.
#pragma once

#include "models/checkpoint/mapped_file.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <unordered_map>
#include <vector>

namespace lexicell::models::checkpoint {

class ZipReader {
  public:
    // `file` is for messages.
    static Result<ZipReader> open(Blob bytes, const std::filesystem::path &file);

    bool contains(const std::string &name) const { return m_places.contains(name); }
    const std::vector<std::string> &names() const { return m_names; }
    Result<Blob> read(const std::string &name) const;

  private:
    struct Entry {
        std::uint64_t header = 0;  // offset of the local header
        std::uint64_t packed = 0;  // bytes in the archive
        std::uint64_t size = 0;    // bytes when unpacked
        std::uint16_t method = 0;  // 0 stored, 8 deflated
        std::uint16_t flags = 0;
    };
    Result<void> readDirectory();
    Result<Blob> unpack(const Blob &packed, std::uint64_t size, const std::string &name) const;

    Blob m_bytes;
    std::filesystem::path m_file;
    std::vector<std::string> m_names;
    std::unordered_map<std::string, Entry> m_places;
    mutable std::unordered_map<std::string, Blob> m_unpacked;  // what several tensors share is unpacked once
    mutable std::uint64_t m_unpackedBytes = 0;
};

}  // namespace lexicell::models::checkpoint
