#include "core/files/atomic_file.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace lexicell::files {

namespace fs = std::filesystem;

namespace {

fs::path followed(const fs::path &path)
{
    std::error_code failed;
    if (!fs::is_symlink(path, failed)) return path;
    const fs::path target = fs::weakly_canonical(path, failed);
    return failed ? path : target;
}

// Flushes the new name too. Some file systems cannot do this; then only the protection from power failure is lost.
void syncFolderOf(const fs::path &path)
{
    const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
    const int handle = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (handle < 0) return;
    ::fsync(handle);
    ::close(handle);
}

}  // namespace

Error writeError(const fs::path &path, int errorNumber)
{
    const std::string reason = std::strerror(errorNumber);
    if (errorNumber == ENOSPC || errorNumber == EDQUOT || errorNumber == EFBIG)
        return {errors::diskFull,
                "The disk is full: " + path.string() +
                    " could not be written and is unchanged. Free some space or save elsewhere.",
                reason};
    return {errors::notWritable,
            path.string() + " could not be written (" + reason + "). Check that the folder exists and is writable.", reason};
}

Result<AtomicFile> AtomicFile::create(const fs::path &path, Existing existing)
{
    const fs::path target = followed(path);
    std::error_code failed;
    const fs::file_status status = fs::status(target, failed);
    if (fs::is_directory(status)) return Error{errors::notAFile, path.string() + " is a folder. Choose a file name in it.", {}};
    if (fs::exists(status) && !fs::is_regular_file(status))
        return Error{
            errors::notAFile, path.string() + " is a device, a pipe or a socket and is never replaced. Choose another name.", {}};
    if (fs::exists(status) && existing == Existing::Refused)
        return Error{errors::outputExists, path.string() + " exists. Choose another name or allow replacing it.", {}};
    int failure = 0;
    auto partial = UnfinishedOutput::file(target, failure);
    if (!partial) return writeError(path, failure);
    ::fchmod(partial->descriptor(), modeOfOutput(target, false));
    std::FILE *file = ::fdopen(partial->descriptor(), "wb");
    if (!file) return writeError(path, errno);
    partial->releaseDescriptor();
    return AtomicFile(target, std::move(*partial), file);
}

AtomicFile::AtomicFile(fs::path path, UnfinishedOutput partial, std::FILE *file)
    : m_path(std::move(path)), m_partial(std::move(partial)), m_file(file)
{
}

AtomicFile::AtomicFile(AtomicFile &&other) noexcept
    : m_path(std::move(other.m_path)), m_partial(std::move(other.m_partial)), m_file(std::exchange(other.m_file, nullptr)),
      m_position(other.m_position), m_failure(other.m_failure)
{
}

AtomicFile::~AtomicFile()
{
    if (m_file) std::fclose(m_file);
}

void AtomicFile::write(const void *data, std::size_t size)
{
    m_position += size;
    if (m_failure == 0 && size > 0 && std::fwrite(data, 1, size, m_file) != size) m_failure = errno;
}

int AtomicFile::descriptor() const { return ::fileno(m_file); }

Result<void> AtomicFile::finish()
{
    if (!m_file) return {};
    if (m_failure == 0 && (std::fflush(m_file) != 0 || ::fsync(descriptor()) != 0)) m_failure = errno;
    if (m_failure != 0) return writeError(m_path, m_failure);
    if (std::fclose(std::exchange(m_file, nullptr)) != 0) return writeError(m_path, errno);
    return {};
}

Result<void> AtomicFile::commit()
{
    LEXICELL_CHECK(finish());
    if (const int code = m_partial.publish(m_path); code != 0) return writeError(m_path, code);
    syncFolderOf(m_path);
    return {};
}

Result<void> writeTextFile(const fs::path &path, std::string_view text, Existing existing)
{
    LEXICELL_TRY(file, AtomicFile::create(path, existing));
    file.write(text);
    return file.commit();
}

}  // namespace lexicell::files
