#include "core/files/pending_folder.h"

#include <algorithm>
#include <cerrno>
#include <utility>
#include <vector>

#include <sys/stat.h>
#include <unistd.h>

namespace lexicell::files {

namespace fs = std::filesystem;

namespace {

Error cannotWrite(const fs::path &target, int reason)
{
    const bool full = reason == ENOSPC || reason == EDQUOT;
    return {full ? errors::diskFull : errors::notWritable,
            "Cannot write the folder " + target.string() + ": " + std::generic_category().message(reason) +
                (full ? ". Free some space or choose another place." : ". Check the place and its permissions."),
            {}};
}

Error exists(const fs::path &target, const std::string &what, std::vector<Choice> choices = {})
{
    return {errors::outputExists, target.string() + " " + what + ".", {}, std::move(choices)};
}

Result<void> checkFree(const fs::path &target, const PendingFolder::Replaceable &replaceable)
{
    std::error_code error;
    const fs::file_status status = fs::status(target, error);
    if (!fs::exists(status)) return {};
    if (!fs::is_directory(status)) return exists(target, "exists and is not a folder. Choose another name");
    for (fs::directory_iterator entry(target, error), end; !error && entry != end; entry.increment(error)) {
        if (!replaceable) return exists(target, "is not empty. Choose another name, or allow replacing it", {{"force"}});
        if (!fs::is_regular_file(entry->symlink_status()) || !replaceable(entry->path()))
            return exists(target, "holds " + entry->path().filename().string() +
                                      ", which does not belong to a checkpoint. It is not replaced. Choose another name");
    }
    if (error) return cannotWrite(target, error.value());
    return {};
}

// A mount point cannot be renamed, and in a parent folder without write permission nothing can be made beside it.
bool mustStay(const fs::path &target)
{
    struct stat own {
    }, parent{};
    if (::stat(target.c_str(), &own) != 0 || ::stat(target.parent_path().c_str(), &parent) != 0) return false;
    return own.st_dev != parent.st_dev || ::access(target.parent_path().c_str(), W_OK | X_OK) != 0;
}

// Removes the files of a former checkpoint, each accepted by `replaceable`. A folder that has got another file stays.
void removeFormer(const fs::path &folder)
{
    std::error_code error;
    std::vector<fs::path> files;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
        files.push_back(entry->path());
    for (const fs::path &file : files) fs::remove(file, error);
    fs::remove(folder, error);
}

}  // namespace

Result<PendingFolder> PendingFolder::create(const fs::path &target, const Replaceable &replaceable)
{
    std::error_code error;
    fs::path whole = fs::absolute(target, error).lexically_normal();
    if (!whole.has_filename()) whole = whole.parent_path();  // "out/"
    if (fs::is_symlink(whole, error)) whole = fs::weakly_canonical(whole, error);
    LEXICELL_CHECK(checkFree(whole, replaceable));
    fs::create_directories(whole.parent_path(), error);
    if (error) return cannotWrite(target, error.value());
    const bool inside = mustStay(whole);
    int failure = 0;
    auto pending = inside ? UnfinishedOutput::folderIn(whole, whole, failure) : UnfinishedOutput::folder(whole, failure);
    if (!pending) return cannotWrite(target, failure);
    ::chmod(pending->path().c_str(), modeOfOutput(whole, true));
    return PendingFolder(std::move(whole), std::move(*pending), replaceable, inside);
}

Result<void> PendingFolder::commit()
{
    if (m_inside) return moveFiles();
    std::error_code error;
    if (fs::exists(m_target, error)) return replace();
    if (const int failure = m_pending.publish(m_target); failure != 0) return cannotWrite(m_target, failure);
    return {};
}

Result<void> PendingFolder::replace()
{
    if (const int failure = m_pending.exchange(m_target); failure == 0) {
        // A file may have been added since create() checked.
        if (auto free = checkFree(path(), m_replaceable); !free.ok()) {
            m_pending.exchange(m_target);
            return exists(m_target, "was changed by another program in the meantime and is not replaced. Choose another name");
        }
        removeFormer(path());
        return {};
    } else if (failure != EINVAL && failure != ENOSYS && failure != ENOTSUP) {
        return cannotWrite(m_target, failure);
    }
    LEXICELL_CHECK(checkFree(m_target, m_replaceable));
    fs::path former = path();
    former += ".former";
    std::error_code error;
    fs::rename(m_target, former, error);
    if (error) return cannotWrite(m_target, error.value());
    if (const int failure = m_pending.publish(m_target); failure != 0) {
        fs::rename(former, m_target, error);
        return cannotWrite(m_target, failure);
    }
    removeFormer(former);
    return {};
}

// One after the other: each folder is complete under its name, and the old one is removed last.
Result<void> PendingFolder::moveFiles()
{
    std::error_code error;
    std::vector<fs::path> files, formers;
    for (fs::directory_iterator entry(path(), error), end; !error && entry != end; entry.increment(error))
        files.push_back(entry->path());
    for (fs::directory_iterator entry(m_target, error), end; !error && entry != end; entry.increment(error))
        if (entry->path() != path() && m_replaceable && entry->is_regular_file(error) && m_replaceable(entry->path()))
            formers.push_back(entry->path());
    for (const fs::path &file : files) {
        fs::rename(file, m_target / file.filename(), error);
        if (error) return cannotWrite(m_target, error.value());
        std::erase(formers, m_target / file.filename());
    }
    for (const fs::path &former : formers) fs::remove(former, error);
    return {};
}

}  // namespace lexicell::files
