#include "core/files/mapped_file.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace lexicell::files {

namespace fs = std::filesystem;

namespace {

Error openError(const fs::path &path, int code)
{
    if (code == ENOENT) return {errors::notFound, "There is no file " + path.string() + ". Check the path.", {}};
    return {errors::cannotRead, "Cannot read " + path.string() + ": " + std::strerror(code) + ". Check its permissions.", {}};
}

}  // namespace

Result<Blob> MappedFile::open(const fs::path &path)
{
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);  // do not block on a pipe
    if (file < 0) return openError(path, errno);
    struct stat status {};
    if (::fstat(file, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size == 0) {
        ::close(file);
        if (S_ISREG(status.st_mode)) return Error{errors::emptyFile, path.string() + " is empty. Copy or download it again."};
        return Error{errors::notACheckpoint,
                     path.string() + " is not a file. Name a checkpoint file or the folder that holds one."};
    }
    const auto size = static_cast<std::size_t>(status.st_size);
    void *address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
    const int code = errno;
    ::close(file);
    if (address == MAP_FAILED) return openError(path, code);
    const auto map = std::make_shared<const MappedFile>(address, size);
    return Blob{map, static_cast<const std::byte *>(address), size};
}

MappedFile::~MappedFile() { ::munmap(m_address, m_size); }

}  // namespace lexicell::files
