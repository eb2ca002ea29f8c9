#include "core/io/pending_file.h"

#include "core/io/failure.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace lexicell::io {

namespace fs = std::filesystem;

namespace {

// What a new file would get from this process; a replaced file keeps its own.
mode_t modeFor(const fs::path &target)
{
    struct stat status {};
    if (stat(target.c_str(), &status) == 0) return status.st_mode & 07777;
    const mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

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
    if (fs::exists(m_target, failed) && !overwrite)
        throw Failure({ErrorKind::Usage,
                       "output_exists",
                       m_target.string() + " exists; choose another name or say that it may be replaced.",
                       {}});
    if (fs::is_directory(m_target, failed))
        throw Failure({ErrorKind::Usage, "not_writable", m_target.string() + " is a folder; choose a file name in it.", {}});
    const auto folder = m_target.has_parent_path() ? m_target.parent_path() : fs::path(".");
    std::string name = (folder / ("." + m_target.filename().string() + ".XXXXXX")).string();
    m_descriptor = mkostemp(name.data(), O_CLOEXEC);
    if (m_descriptor < 0) throw Failure(writeError(m_target, errno));
    m_path = name;
    fchmod(m_descriptor, modeFor(m_target));
}

PendingFile::~PendingFile()
{
    if (m_descriptor < 0) return;
    close(m_descriptor);
    unlink(m_path.c_str());
}

void PendingFile::commit()
{
    if (fsync(m_descriptor) != 0) throw Failure(writeError(m_target, errno));
    if (std::rename(m_path.c_str(), m_target.c_str()) != 0) throw Failure(writeError(m_target, errno));
    close(std::exchange(m_descriptor, -1));
    const auto folder = m_target.has_parent_path() ? m_target.parent_path() : fs::path(".");
    if (const int handle = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); handle >= 0) {
        fsync(handle);  // the new name, too; some file systems cannot, and then nothing is lost but safety from power cuts
        close(handle);
    }
}

}  // namespace lexicell::io
