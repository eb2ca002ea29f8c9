// A file that appears under its name only when it is complete: it is written beside that name and renamed. If the disk fills,
// or the program crashes or is cancelled before commit(), the old file stays and no partial file is left. For a symbolic link
// the target is replaced and the link stays. Only a regular file is ever replaced, never a folder, device, pipe or socket.
// Error classes: not_a_file and output_exists (kind Usage), not_writable and disk_full (kind Resource).
#pragma once

#include "core/base/result.h"
#include "core/files/unfinished_output.h"

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string_view>

namespace lexicell::files {

enum class Existing { Replaced, Refused };  // how to treat an existing file of that name

class AtomicFile {
  public:
    static Result<AtomicFile> create(const std::filesystem::path &path, Existing existing = Existing::Replaced);
    AtomicFile(AtomicFile &&other) noexcept;
    AtomicFile &operator=(AtomicFile &&) = delete;
    ~AtomicFile();

    void write(const void *data, std::size_t size);  // a failure is stored and returned by commit()
    void write(std::string_view text) { write(text.data(), text.size()); }
    std::uint64_t position() const { return m_position; }
    int descriptor() const;  // for a library that writes the file itself (HDF5); not together with write()

    Result<void> finish();  // flushes to the disk and closes; nothing can be written afterwards
    Result<void> commit();  // the same if it was not finished, then renames

  private:
    AtomicFile(std::filesystem::path path, UnfinishedOutput partial, std::FILE *file);

    std::filesystem::path m_path;
    UnfinishedOutput m_partial;   // removes an uncommitted file
    std::FILE *m_file = nullptr;  // null: finished or moved from
    std::uint64_t m_position = 0;
    int m_failure = 0;  // errno of the first failed write
};

Result<void> writeTextFile(const std::filesystem::path &path, std::string_view text, Existing existing = Existing::Replaced);

// The error for a failed write to `path`, from errno: disk_full or not_writable.
Error writeError(const std::filesystem::path &path, int errorNumber);

}  // namespace lexicell::files
