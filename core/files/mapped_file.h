// A file mapped into memory: pages come from disk on first access, so describing a checkpoint of
// gigabytes reads only the parts needed. The file must not shrink while it is open (writers here rename, they never truncate).
// Error classes: not_found, not_a_checkpoint (a folder), empty_file, cannot_read.
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <filesystem>
#include <memory>

namespace lexicell::files {

// A piece of memory and the owner that keeps it valid.
struct Blob {
    std::shared_ptr<const void> owner;
    const std::byte *data = nullptr;
    std::size_t size = 0;
};

class MappedFile {
  public:
    static Result<Blob> open(const std::filesystem::path &path);
    MappedFile(void *address, std::size_t size) : m_address(address), m_size(size) {}
    MappedFile(const MappedFile &) = delete;
    MappedFile &operator=(const MappedFile &) = delete;
    ~MappedFile();

  private:
    void *m_address;
    std::size_t m_size;
};

}  // namespace lexicell::files
