// An unfinished folder: filled beside its final name and moved there when complete, so that a reader sees either the old
// folder or the whole new one. An existing folder is exchanged in one step where the file system can (Linux: ext4, xfs, btrfs,
// tmpfs …). Elsewhere both folders have other names for a moment. Files in it are written with atomic_file.h.
// Error classes: output_exists (kind Usage), not_writable, disk_full (kind Resource).
#pragma once

#include "core/base/result.h"
#include "core/files/unfinished_output.h"

#include <filesystem>
#include <functional>
#include <optional>

namespace lexicell::files {

class PendingFolder {
  public:
    // An absent or empty target is free. Any other target is replaced only if `replaceable` accepts every file in it, so that
    // a mistake loses at most an older copy. Without this function it is never replaced.
    // For a symbolic link to a folder, the folder it points to is replaced and the link stays.
    using Replaceable = std::function<bool(const std::filesystem::path &file)>;
    static Result<PendingFolder> create(const std::filesystem::path &target, const Replaceable &replaceable);

    const std::filesystem::path &path() const { return m_pending.path(); }  // the folder to fill
    Result<void> commit();                                                  // without it, the folder is removed

  private:
    PendingFolder(std::filesystem::path target, UnfinishedOutput pending, Replaceable replaceable, bool inside)
        : m_target(std::move(target)), m_pending(std::move(pending)), m_replaceable(std::move(replaceable)), m_inside(inside)
    {
    }
    Result<void> replace();
    Result<void> moveFiles();

    std::filesystem::path m_target;
    UnfinishedOutput m_pending;
    Replaceable m_replaceable;
    bool m_inside;  // the folder is made inside the target, which cannot be renamed
};

}  // namespace lexicell::files
