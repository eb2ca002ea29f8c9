#include "models/checkpoint/pending_folder.h"

#include <cerrno>
#include <utility>

#include <unistd.h>

namespace lexicell::models::checkpoint {

namespace fs = std::filesystem;

namespace {

Error cannotWrite(const fs::path &target, const std::error_code &reason)
{
    const bool full = reason.value() == ENOSPC || reason.value() == EDQUOT;
    return {ErrorKind::Resource,
            full ? "disk_full" : "not_writable",
            "Cannot write the folder " + target.string() + ": " + reason.message() +
                (full ? ". Free some space or choose another place." : ". Check the place and its permissions."),
            {}};
}

Error exists(const fs::path &target, const std::string &what, std::vector<Choice> choices = {})
{
    return {ErrorKind::Usage, "output_exists", target.string() + " " + what + ".", {}, std::move(choices)};
}

Result<void> checkFree(const fs::path &target, const PendingFolder::Replaceable &replaceable)
{
    std::error_code error;
    const fs::file_status status = fs::symlink_status(target, error);
    if (!fs::exists(status)) return {};
    if (!fs::is_directory(status)) return exists(target, "exists and is no folder. Choose another name");
    for (fs::directory_iterator entry(target, error), end; !error && entry != end; entry.increment(error)) {
        if (!replaceable) 
            return exists(target, "is not empty. Choose another name, or say that it may be replaced", {{"force"}});
        if (!fs::is_regular_file(entry->symlink_status()) || !replaceable(entry->path()))
            return exists(target, "holds " + entry->path().filename().string() +
                                      ", which is no part of a checkpoint, and is not replaced. Choose another name");
    }
    if (error) return cannotWrite(target, error);
    return {};
}

}  // namespace

Result<PendingFolder> PendingFolder::create(const fs::path &target, const Replaceable &replaceable)
{
    std::error_code error;
    fs::path whole = fs::absolute(target, error).lexically_normal();
    if (!whole.has_filename()) whole = whole.parent_path();  // "out/"
    LEXICELL_CHECK(checkFree(whole, replaceable));
    fs::path path = whole;
    path += ".part" + std::to_string(::getpid());
    fs::remove_all(path, error);
    // create_directories() says nothing of a folder that is there; create_directory() does of one whose parent is not
    fs::create_directories(whole.parent_path(), error);
    if (!error) fs::create_directory(path, error);
    if (error) return cannotWrite(target, error);
    return PendingFolder(std::move(whole), std::move(path));
}

PendingFolder::PendingFolder(fs::path target, fs::path path) : m_target(std::move(target)), m_path(std::move(path)) {}

PendingFolder::PendingFolder(PendingFolder &&other) noexcept
    : m_target(std::move(other.m_target)), m_path(std::exchange(other.m_path, fs::path()))
{
}

PendingFolder::~PendingFolder()
{
    std::error_code ignored;
    if (!m_path.empty()) fs::remove_all(m_path, ignored);
}

Result<void> PendingFolder::commit()
{
    std::error_code error;
    fs::path former;
    if (fs::exists(m_target, error)) {
        former = m_path;
        former += ".old";
        fs::rename(m_target, former, error);
        if (error) return cannotWrite(m_target, error);
    }
    fs::rename(m_path, m_target, error);
    if (error) {
        std::error_code ignored;
        if (!former.empty()) fs::rename(former, m_target, ignored);
        return cannotWrite(m_target, error);
    }
    m_path.clear();
    if (!former.empty()) fs::remove_all(former, error);
    return {};
}

}  // namespace lexicell::models::checkpoint
