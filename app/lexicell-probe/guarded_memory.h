// malloc for lexicell-probe. It detects two effects of a damaged file on HDF5: a request for more memory than a sound file
// needs and, after guardMemory(), access behind a block. Closed pages follow every block, so such an access always ends the
// probe; in another process that depends on the memory behind the buffer. A file that passes is therefore safe for the calling
// program. glibc only, and not under sanitizers, which have a malloc of their own.
#pragma once

#include <cstddef>

namespace lexicell {

// From now on a request for more than this many bytes counts as damage: only a damaged size leads to it. The process ends
// with io::walkFoundDamage.
void refuseBlocksOver(std::size_t bytes);
void guardMemory();

}  // namespace lexicell
