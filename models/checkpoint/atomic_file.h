// A file that appears under its name only when it is complete: written beside it, then renamed. Whatever goes wrong
// before commit() leaves the old file as it was and no partial one behind. A symbolic link stays: what it points to is replaced.
// Error classes: not_writable, disk_full (kind Resource), not_a_file (kind Usage: a folder, a device, a pipe).
#pragma once

#include "core/base/result.h"
#include "core/base/unfinished_output.h"

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string_view>

namespace lexicell::models::checkpoint {

class AtomicFile {
  public:
    static Result<AtomicFile> create(const std::filesystem::path &path);
    AtomicFile(AtomicFile &&other) noexcept;
    AtomicFile &operator=(AtomicFile &&) = delete;
    ~AtomicFile();

    void write(const void *data, std::size_t size);  // a failure is remembered and returned by commit()
    void write(std::string_view text) { write(text.data(), text.size()); }
    std::uint64_t position() const { return m_position; }
    Result<void> commit();

  private:
    AtomicFile(std::filesystem::path path, UnfinishedOutput partial, std::FILE *file);

    std::filesystem::path m_path;
    UnfinishedOutput m_partial;   // removes what was not committed
    std::FILE *m_file = nullptr;  // null: committed or moved from
    std::uint64_t m_position = 0;
    int m_failure = 0;  // errno of the first failed write
};

Result<void> writeTextFile(const std::filesystem::path &path, std::string_view text);

}  // namespace lexicell::models::checkpoint
