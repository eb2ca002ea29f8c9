#include "core/io/pending_file.h"

#include "core/io/failure.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace lexicell::io {

namespace fs = std::filesystem;

namespace {

fs::path followed(const fs::path &target)
{
    std::error_code failed;
    if (!fs::is_symlink(target, failed)) return target;
    const auto real = fs::weakly_canonical(target, failed);
    return failed ? target : real;
}

}  // namespace

Error writeError(const fs::path &target, int errorNumber)
{
    const std::string detail = std::strerror(errorNumber);
    if (errorNumber == ENOSPC || errorNumber == EDQUOT || errorNumber == EFBIG)
        return {ErrorKind::Resource, "disk_full",
                "The disk is full: " + target.string() +
                    " could not be written and is as it was before; free some space or save elsewhere.",
                detail};
    return {ErrorKind::Resource, "not_writable",
            target.string() + " could not be written (" + detail + "); check that the folder exists and may be written to.",
            detail};
}

PendingFile::PendingFile(const fs::path &target, bool overwrite) : m_target(followed(target))
{
    std::error_code failed;
    const fs::file_status status = fs::status(m_target, failed);
    if (fs::is_directory(status))
        throw Failure({ErrorKind::Usage, "not_writable", m_target.string() + " is a folder; choose a file name in it.", {}});
    if (fs::exists(status) && !fs::is_regular_file(status))
        throw Failure({ErrorKind::Usage,
                       "not_a_file",
                       m_target.string() + " is a device, a pipe or a socket and is never replaced; choose another name.",
                       {}});
    if (fs::exists(status) && !overwrite)
        throw Failure({ErrorKind::Usage,
                       "output_exists",
                       m_target.string() + " exists; choose another name or say that it may be replaced.",
                       {}});
    int failure = 0;
    auto made = UnfinishedOutput::file(m_target, failure);
    if (!made) throw Failure(writeError(m_target, failure));
    m_file.emplace(std::move(*made));
    fchmod(descriptor(), modeOfOutput(m_target, false));
}

void PendingFile::commit()
{
    if (fsync(descriptor()) != 0) throw Failure(writeError(m_target, errno));
    if (const int failure = m_file->publish(m_target); failure != 0) throw Failure(writeError(m_target, failure));
    const auto folder = m_target.has_parent_path() ? m_target.parent_path() : fs::path(".");
    if (const int handle = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); handle >= 0) {
        fsync(handle);  // the new name, too; some file systems cannot, and then nothing is lost but safety from power cuts
        close(handle);
    }
}

}  // namespace lexicell::io
