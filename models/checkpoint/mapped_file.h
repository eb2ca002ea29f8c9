// A file's bytes in memory without reading them: pages come from disk when they are touched, so describing a checkpoint of
// gigabytes costs what is looked at. The file must not shrink while it is open (writers here rename, they never truncate).
// Error classes: not_found, not_a_checkpoint (a folder), empty_file, cannot_read.
#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <filesystem>
#include <memory>

namespace lexicell::models::checkpoint {

// A piece of memory and what keeps it alive.
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

}  // namespace lexicell::models::checkpoint
