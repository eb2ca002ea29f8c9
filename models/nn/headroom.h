// Whether memory is left for a step of a network. oneDNN crashes where a small allocation of its own fails, and the dynamic
// loader ends the program where it finds no memory for a thread's variables. Neither can be caught, so a network asks before it
// calls them, and lets an ordinary lack of memory be reported instead.
#pragma once

#include <cstdint>

namespace lexicell::models::nn {

// Throws std::bad_alloc where `bytes` more, and some for the libraries' own needs, cannot be had. Asks only where the system
// refuses memory (a limit on the address space, strict overcommit); elsewhere it costs nothing.
void requireHeadroom(std::int64_t bytes);

}  // namespace lexicell::models::nn
