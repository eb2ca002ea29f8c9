#include "core/io/hdf5/write_driver.h"

#include <H5FDpublic.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace lexicell::io {

namespace {

struct WriteFile {
    H5FD_t base;  // HDF5's part; must come first
    WriteTarget *target;
    haddr_t allocated;
    haddr_t end;
};

WriteFile *mine(H5FD_t *file) { return reinterpret_cast<WriteFile *>(file); }
const WriteFile *mine(const H5FD_t *file) { return reinterpret_cast<const WriteFile *>(file); }

H5FD_t *openFile(const char *, unsigned, hid_t access, haddr_t)
{
    const auto *target = static_cast<WriteTarget *const *>(H5Pget_driver_info(access));
    if (!target) return nullptr;
    auto *file = new WriteFile{};
    file->target = *target;
    return &file->base;
}

herr_t closeFile(H5FD_t *file)
{
    delete mine(file);
    return 0;
}

herr_t query(const H5FD_t *, unsigned long *flags)
{
    if (flags)
        *flags =
            H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA | H5FD_FEAT_DATA_SIEVE | H5FD_FEAT_AGGREGATE_SMALLDATA;
    return 0;
}

haddr_t allocatedEnd(const H5FD_t *file, H5FD_mem_t) { return mine(file)->allocated; }

herr_t setAllocatedEnd(H5FD_t *file, H5FD_mem_t, haddr_t end)
{
    mine(file)->allocated = end;
    return 0;
}

haddr_t fileEnd(const H5FD_t *file, H5FD_mem_t) { return mine(file)->end; }

herr_t readBytes(H5FD_t *base, H5FD_mem_t, hid_t, haddr_t at, std::size_t size, void *buffer)
{
    const auto *target = mine(base)->target;
    auto *bytes = static_cast<char *>(buffer);
    while (size > 0) {
        const ssize_t got = pread(target->descriptor, bytes, size, static_cast<off_t>(at));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) {
            std::memset(bytes, 0, size);  // beyond the end of the file, as in HDF5's own driver
            return 0;
        }
        bytes += got;
        at += static_cast<haddr_t>(got);
        size -= static_cast<std::size_t>(got);
    }
    return 0;
}

herr_t writeBytes(H5FD_t *base, H5FD_mem_t, hid_t, haddr_t at, std::size_t size, const void *buffer)
{
    auto *file = mine(base);
    const auto *bytes = static_cast<const char *>(buffer);
    file->end = std::max(file->end, at + size);
    while (size > 0 && file->target->error == 0) {
        const ssize_t put = pwrite(file->target->descriptor, bytes, size, static_cast<off_t>(at));
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) {
            file->target->error = put < 0 ? errno : ENOSPC;
            break;
        }
        bytes += put;
        at += static_cast<haddr_t>(put);
        size -= static_cast<std::size_t>(put);
    }
    return 0;
}

herr_t truncateFile(H5FD_t *base, hid_t, hbool_t)
{
    auto *file = mine(base);
    if (file->end == file->allocated) return 0;
    if (file->target->error == 0 && ftruncate(file->target->descriptor, static_cast<off_t>(file->allocated)) != 0)
        file->target->error = errno;
    file->end = file->allocated;
    return 0;
}

hid_t driver()
{
    static const hid_t id = [] {
        static H5FD_class_t driverClass{};
#if H5_VERSION_GE(1, 13, 0)
        driverClass.version = H5FD_CLASS_VERSION;
        driverClass.value = static_cast<H5FD_class_value_t>(600);  // from the range for private use
#endif
        driverClass.name = "lexicell-write";
        driverClass.maxaddr = static_cast<haddr_t>(INT64_MAX);
        driverClass.fc_degree = H5F_CLOSE_WEAK;
        driverClass.fapl_size = sizeof(WriteTarget *);
        driverClass.open = openFile;
        driverClass.close = closeFile;
        driverClass.query = query;
        driverClass.get_eoa = allocatedEnd;
        driverClass.set_eoa = setAllocatedEnd;
        driverClass.get_eof = fileEnd;
        driverClass.read = readBytes;
        driverClass.write = writeBytes;
        driverClass.truncate = truncateFile;
        const H5FD_mem_t map[] = H5FD_FLMAP_DICHOTOMY;
        std::copy(std::begin(map), std::end(map), driverClass.fl_map);
        return H5FDregister(&driverClass);
    }();
    return id;
}

}  // namespace

Hdf5Handle writeAccess(WriteTarget &target)
{
    Hdf5Handle access(H5Pcreate(H5P_FILE_ACCESS));
    WriteTarget *pointer = &target;
    H5Pset_driver(access.id(), driver(), &pointer);
    return access;
}

}  // namespace lexicell::io
