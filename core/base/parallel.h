// parallelFor(n, threads, body): body(begin, end) over disjoint ranges of 0..n-1, in at most `threads` threads (0: all cores).
// The ranges depend on n and threads only. Bodies must not throw and must write to disjoint places.
#pragma once

#include <algorithm>
#include <cstdint>
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
    for (std::int64_t w = 1; w < workers; ++w)
        pool.emplace_back([&body, n, w, workers] { body(n * w / workers, n * (w + 1) / workers); });
    body(std::int64_t{0}, n * 1 / workers);
    for (auto &thread : pool) thread.join();
}

}  // namespace lexicell
