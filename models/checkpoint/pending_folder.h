// A folder in the making: filled beside its final name and put in its place when complete, so that whoever looks sees the old
// folder or the whole new one. An existing folder is exchanged in one step where the file system can (Linux: ext4, xfs, btrfs,
// tmpfs …); elsewhere there is a moment in which both lie under other names. Files in it are written with atomic_file.h.
// Error classes: output_exists (kind Usage), not_writable, disk_full (kind Resource).
#pragma once

#include "core/base/result.h"
#include "core/base/unfinished_output.h"

#include <filesystem>
#include <functional>
#include <optional>

namespace lexicell::models::checkpoint {

class PendingFolder {
  public:
    // An absent or empty target is free. Any other is replaced only where `replaceable` says of every file in it that it may
    // go, so that a slip of the hand never costs more than an older copy; without the function it is never replaced.
    // A symbolic link to a folder stays: the folder that it points to is replaced.
    using Replaceable = std::function<bool(const std::filesystem::path &file)>;
    static Result<PendingFolder> create(const std::filesystem::path &target, const Replaceable &replaceable);

    const std::filesystem::path &path() const { return m_pending.path(); }  // to be filled
    Result<void> commit();                                                  // without it, what was filled is removed

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
    bool m_inside;  // within the target, which itself cannot be renamed
};

}  // namespace lexicell::models::checkpoint
