#include "core/io/hdf5/lzf_filter.h"

#include <hdf5.h>

extern "C" {
#include <lzf.h>
}

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdlib>

namespace lexicell::io {

static std::size_t decompress(unsigned flags, std::size_t parameterCount, const unsigned *parameters, std::size_t bytes,
                              std::size_t *bufferSize, void **buffer)
{
    if (!(flags & H5Z_FLAG_REVERSE) || bytes == 0 || bytes > UINT32_MAX) return 0;
    // LZF shrinks at most about 90:1 (a back reference of three bytes stands for 264), so a larger size is wrong.
    const std::size_t most = std::min<std::size_t>(UINT32_MAX, bytes * 100 + 1024);
    const std::size_t full = parameterCount >= 3 ? parameters[2] : 0;
    if (full > most) return 0;
    std::size_t size = full > 0 ? full : std::min(*bufferSize, most);
    while (true) {
        void *output = std::malloc(size);
        if (!output) return 0;
        errno = 0;
        const unsigned written = lzf_decompress(*buffer, static_cast<unsigned>(bytes), output, static_cast<unsigned>(size));
        if (written > 0 && (full == 0 || written == full)) {  // HDF5 would read beyond the end of a short chunk
            std::free(*buffer);
            *buffer = output;
            *bufferSize = size;
            return written;
        }
        std::free(output);
        if (written > 0 || full > 0 || errno != E2BIG || size >= most) return 0;
        size = std::min(size * 2, most);
    }
}

void registerLzfFilter()
{
    if (H5Zfilter_avail(lzfFilter) > 0) return;
    static const H5Z_class2_t lzf = {H5Z_CLASS_T_VERS, lzfFilter, 0, 1, "lzf", nullptr, nullptr, decompress};
    H5Zregister(&lzf);
}

}  // namespace lexicell::io
