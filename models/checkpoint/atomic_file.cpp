#include "models/checkpoint/atomic_file.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include <unistd.h>

namespace lexicell::models::checkpoint {

namespace fs = std::filesystem;

namespace {

Error writeError(const fs::path &path, int code)
{
    if (code == ENOSPC || code == EDQUOT)
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
    fs::path partial = path;
    partial += ".part" + std::to_string(::getpid());
    std::FILE *file = std::fopen(partial.c_str(), "wb");
    if (!file) return writeError(path, errno);
    return AtomicFile(path, std::move(partial), file);
}

AtomicFile::AtomicFile(fs::path path, fs::path partial, std::FILE *file)
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
    if (!m_file) return;
    std::fclose(m_file);
    std::error_code ignored;
    fs::remove(m_partial, ignored);
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
    const bool closed = std::fclose(std::exchange(m_file, nullptr)) == 0;
    std::error_code error;
    if (closed) fs::rename(m_partial, m_path, error);
    if (closed && !error) return {};
    const int code = closed ? error.value() : errno;
    fs::remove(m_partial, error);
    return writeError(m_path, code);
}

Result<void> writeTextFile(const fs::path &path, std::string_view text)
{
    LEXICELL_TRY(file, AtomicFile::create(path));
    file.write(text);
    return file.commit();
}

}  // namespace lexicell::models::checkpoint
