#include "models/checkpoint/atomic_file.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include <sys/stat.h>
#include <unistd.h>

namespace lexicell::models::checkpoint {

namespace fs = std::filesystem;

namespace {

Error writeError(const fs::path &path, int code)
{
    if (code == ENOSPC || code == EDQUOT || code == EFBIG)
        return {ErrorKind::Resource,
                "disk_full",
                "The disk is full: " + path.string() + " was not written. Free some space or choose another folder.",
                {}};
    return {ErrorKind::Resource,
            "not_writable",
            "Cannot write " + path.string() + ": " + std::strerror(code) + ". Check the folder and its permissions.",
            {}};
}

}  // namespace

Result<AtomicFile> AtomicFile::create(const fs::path &path)
{
    std::error_code error;
    fs::path target = path;
    if (fs::is_symlink(path, error)) target = fs::weakly_canonical(path, error);
    if (const auto status = fs::status(target, error); fs::exists(status) && !fs::is_regular_file(status))
        return Error{ErrorKind::Usage,
                     "not_a_file",
                     path.string() +
                         " is no regular file (a folder, a device or a pipe) and is never replaced. Choose another name.",
                     {}};
    int failure = 0;
    auto partial = UnfinishedOutput::file(target, failure);
    if (!partial) return writeError(path, failure);
    ::fchmod(partial->descriptor(), modeOfOutput(target, false));
    std::FILE *file = ::fdopen(partial->descriptor(), "wb");
    if (!file) return writeError(path, errno);
    partial->releaseDescriptor();
    return AtomicFile(std::move(target), std::move(*partial), file);
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

Result<void> AtomicFile::commit()
{
    if (m_failure == 0 && (std::fflush(m_file) != 0 || ::fsync(::fileno(m_file)) != 0)) m_failure = errno;
    if (m_failure != 0) return writeError(m_path, m_failure);
    if (std::fclose(std::exchange(m_file, nullptr)) != 0) return writeError(m_path, errno);
    if (const int code = m_partial.publish(m_path); code != 0) return writeError(m_path, code);
    return {};
}

Result<void> writeTextFile(const fs::path &path, std::string_view text)
{
    LEXICELL_TRY(file, AtomicFile::create(path));
    file.write(text);
    return file.commit();
}

}  // namespace lexicell::models::checkpoint
