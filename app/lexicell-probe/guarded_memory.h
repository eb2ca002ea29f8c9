// malloc for lexicell-probe that notices what a damaged file makes HDF5 do: ask for memory that no sound file needs, and, once
// guardMemory() was called, read or write behind a block: there lies a page that may not be touched. Whether a reader that
// strays ends its process depends on what happens to lie behind its buffer; here it always does, so a file that passes does not
// crash the program that asks, either. glibc only, and not under sanitizers, which bring their own.
#pragma once

#include <cstddef>

namespace lexicell {

// From now on whoever asks for more than so many bytes at once believes a damaged number: the process ends with
// io::walkFoundDamage.
void refuseBlocksOver(std::size_t bytes);
void guardMemory();

}  // namespace lexicell
