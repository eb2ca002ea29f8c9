// The C library serves blocks below `smallest` and above `largest`, and all further blocks once `most` are in use. There is no
// lock, because the probe has one thread.
#include "app/lexicell-probe/guarded_memory.h"

#include "core/io/hdf5/hdf5_walk.h"

#include <cstdint>

static std::size_t longestBlock = SIZE_MAX;
static bool guarding = false;

void lexicell::refuseBlocksOver(std::size_t bytes) { longestBlock = bytes; }

void lexicell::guardMemory() { guarding = true; }

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

extern "C" {
void *__libc_malloc(std::size_t size);
void *__libc_calloc(std::size_t count, std::size_t size);
void *__libc_realloc(void *block, std::size_t size);
void __libc_free(void *block);
}

namespace {

constexpr std::size_t page = 4096;
constexpr std::size_t alignment = 8;  // so that nothing lies between the block and the closed pages
constexpr std::size_t smallest = 64;
constexpr std::size_t largest = std::size_t{64} << 20;
constexpr std::size_t most = 16000;                       // blocks; the kernel allows about 65,000 mappings, two for each
constexpr std::size_t arenaSize = std::size_t{64} << 30;  // addresses, not memory
// Closed bytes behind every block. HDF5's widest unchecked index reaches this far (65,535 entries of 32 bytes in a text heap).
constexpr std::size_t closed = std::size_t{2304} << 10;
constexpr std::size_t keptPages = 64;  // longer blocks go back to the system

struct Header {  // right before the block
    std::size_t pages;
    std::size_t size;
};
static_assert(sizeof(Header) % alignment == 0);

struct Free {  // at the start of a block that waits for its next use
    Free *next;
};

std::byte *arena = nullptr;
std::size_t used = 0;
std::size_t live = 0;
Free *waiting[keptPages + 1] = {};

bool isGuarded(const void *block)
{
    const auto *at = static_cast<const std::byte *>(block);
    return arena && at >= arena && at < arena + arenaSize;
}

Header &headerOf(void *block) { return *reinterpret_cast<Header *>(static_cast<std::byte *>(block) - sizeof(Header)); }

// Returns the first of `pages` writable pages. Closed pages follow them.
std::byte *takePages(std::size_t pages)
{
    if (pages <= keptPages && waiting[pages]) {
        Free *const first = waiting[pages];
        waiting[pages] = first->next;
        return reinterpret_cast<std::byte *>(first);
    }
    if (!arena) {
        void *const place = mmap(nullptr, arenaSize, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (place == MAP_FAILED) return nullptr;
        arena = static_cast<std::byte *>(place);
    }
    const std::size_t bytes = pages * page;
    if (bytes + closed > arenaSize - used || mprotect(arena + used, bytes, PROT_READ | PROT_WRITE) != 0) return nullptr;
    std::byte *const first = arena + used;
    used += bytes + closed;
    return first;
}

// Null: the C library must serve the request.
void *guardedBlock(std::size_t size)
{
    if (size > longestBlock) _exit(lexicell::io::walkFoundDamage);
    if (!guarding || size < smallest || size > largest || live >= most) return nullptr;
    const std::size_t rounded = (size + alignment - 1) / alignment * alignment;
    const std::size_t pages = (rounded + sizeof(Header) + page - 1) / page;
    std::byte *const first = takePages(pages);
    if (!first) return nullptr;
    ++live;
    void *const block = first + pages * page - rounded;
    headerOf(block) = {pages, size};
    return block;
}

void giveBack(void *block)
{
    const Header header = headerOf(block);
    const std::size_t rounded = (header.size + alignment - 1) / alignment * alignment;
    std::byte *const first = static_cast<std::byte *>(block) + rounded - header.pages * page;
    --live;
    if (header.pages > keptPages) {
        madvise(first, header.pages * page, MADV_DONTNEED);
        mprotect(first, header.pages * page, PROT_NONE);
        return;
    }
    auto *const free = reinterpret_cast<Free *>(first);
    free->next = waiting[header.pages];
    waiting[header.pages] = free;
}

}  // namespace

// HDF5 must call these functions instead of the C library's.
#pragma GCC visibility push(default)
extern "C" {

void *malloc(std::size_t size)
{
    void *const block = guardedBlock(size);
    return block ? block : __libc_malloc(size);
}

void *calloc(std::size_t count, std::size_t size)
{
    std::size_t bytes = 0;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        errno = ENOMEM;
        return nullptr;
    }
    void *const block = guardedBlock(bytes);
    return block ? std::memset(block, 0, bytes) : __libc_calloc(count, size);
}

void free(void *block)
{
    if (isGuarded(block)) giveBack(block);
    else __libc_free(block);
}

void *realloc(void *block, std::size_t size)
{
    if (size > longestBlock) _exit(lexicell::io::walkFoundDamage);
    if (!isGuarded(block)) return __libc_realloc(block, size);
    if (size == 0) {
        giveBack(block);
        return nullptr;
    }
    void *const moved = malloc(size);
    if (!moved) return nullptr;
    const std::size_t before = headerOf(block).size;
    std::memcpy(moved, block, before < size ? before : size);
    giveBack(block);
    return moved;
}

}  // extern "C"
#pragma GCC visibility pop

#endif
