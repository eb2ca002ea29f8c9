// parallelFor(n, threads, body): body(begin, end) over disjoint ranges of 0..n-1, in at most `threads` threads (0: all cores).
// The ranges depend on n and threads only. Bodies must not throw and must write to disjoint places. Where the system starts no
// further thread, as when memory runs out, the calling thread does its range as well.
#pragma once

#include <algorithm>
#include <cstdint>
#include <exception>
#include <thread>
#include <vector>

namespace lexicell {

inline int threadCount(int threads)
{
    return threads > 0 ? threads : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

template <class Body> void parallelFor(std::int64_t n, int threads, Body &&body)
{
    const std::int64_t workers = std::min<std::int64_t>(threadCount(threads), n);
    if (workers <= 1) {
        if (n > 0) body(std::int64_t{0}, n);
        return;
    }
    std::vector<std::thread> pool;
    pool.reserve(static_cast<std::size_t>(workers - 1));
    const auto range = [&body, n, workers](std::int64_t w) { body(n * w / workers, n * (w + 1) / workers); };
    std::int64_t started = 1;
    try {
        for (; started < workers; ++started) pool.emplace_back(range, started);
    } catch (const std::exception &) {  // std::system_error, std::bad_alloc: those that run already are waited for
    }
    range(0);
    for (std::int64_t w = started; w < workers; ++w) range(w);
    for (auto &thread : pool) thread.join();
}

}  // namespace lexicell
