// A file in the making: written beside its final name and renamed when complete, so that whoever looks sees the old file or
// the whole new one, and a full disk, a crash or a cancel leaves the old one as it was.
#pragma once

#include "core/base/result.h"
#include "core/base/unfinished_output.h"

#include <filesystem>
#include <optional>

namespace lexicell::io {

class PendingFile {
  public:
    // A symbolic link stays: what it points to is replaced. Only a regular file is ever replaced, never a folder, device, pipe
    // or socket.
    // Error classes: output_exists (kind Usage) when the target is there and must not be replaced, not_a_file
    // (Usage), not_writable, disk_full.
    // Throws Failure.
    PendingFile(const std::filesystem::path &target, bool overwrite);
    PendingFile(const PendingFile &) = delete;
    PendingFile &operator=(const PendingFile &) = delete;

    int descriptor() const { return m_file->descriptor(); }
    const std::filesystem::path &path() const { return m_file->path(); }  // the temporary name
    void commit();  // to the disk, then under its final name; throws Failure

  private:
    std::filesystem::path m_target;
    std::optional<UnfinishedOutput> m_file;  // never empty once constructed; removes what was not committed
};

// The error of a failed write, from errno: disk_full (kind Resource) or not_writable.
Error writeError(const std::filesystem::path &target, int errorNumber);

}  // namespace lexicell::io
