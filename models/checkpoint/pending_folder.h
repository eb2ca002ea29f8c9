// A folder in the making: filled beside its final name and renamed when complete, so that whoever looks sees the old folder or
// the whole new one. Files in it are written with atomic_file.h.
// Error classes: output_exists (kind Usage), not_writable, disk_full (kind Resource).
#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <functional>

namespace lexicell::models::checkpoint {

class PendingFolder {
  public:
    // An absent or empty target is free. Any other is replaced only where `replaceable` says of every file in it that it may
    // go, so that a slip of the hand never costs more than an older copy; without the function it is never replaced.
    using Replaceable = std::function<bool(const std::filesystem::path &file)>;
    static Result<PendingFolder> create(const std::filesystem::path &target, const Replaceable &replaceable);
    PendingFolder(PendingFolder &&other) noexcept;
    PendingFolder &operator=(PendingFolder &&) = delete;
    ~PendingFolder();  // removes what was not committed

    const std::filesystem::path &path() const { return m_path; }
    Result<void> commit();

  private:
    PendingFolder(std::filesystem::path target, std::filesystem::path path);

    std::filesystem::path m_target;
    std::filesystem::path m_path;  // empty: committed or moved from
};

}  // namespace lexicell::models::checkpoint
