#include "models/nn/headroom.h"

#include <fstream>
#include <new>

#include <sys/mman.h>
#include <sys/resource.h>

namespace lexicell::models::nn {

namespace {

// What the libraries were seen to take at once beside the results: primitives, scratch, an arena of malloc for a new thread.
constexpr std::int64_t ownNeeds = std::int64_t{96} << 20;

bool systemRefusesMemory()
{
    rlimit limit{};
    if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY) return true;
    constexpr int strict = 2;
    int rule = 0;
    std::ifstream("/proc/sys/vm/overcommit_memory") >> rule;
    return rule == strict;
}

}  // namespace

void requireHeadroom(std::int64_t bytes)
{
    static const bool asks = systemRefusesMemory();
    if (!asks) return;
    const auto size = static_cast<std::size_t>(bytes + ownNeeds);
    void *const place = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (place == MAP_FAILED) throw std::bad_alloc();
    munmap(place, size);
}

}  // namespace lexicell::models::nn
