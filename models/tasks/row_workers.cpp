#include "models/tasks/row_workers.h"

#include "core/base/guarded.h"
#include "core/base/parallel.h"

#include <algorithm>
#include <atomic>
#include <vector>

namespace lexicell::models::tasks {

RowWorkers::RowWorkers(const LoadedModel &model, bool alone, int threads)
    : m_model(model), m_count(alone || model.compute.device.starts_with("cuda") ? 1 : threadCount(threads))
{
    if (model.compute.device.empty()) return;
    if (const auto library = torchLibrary(); library.ok()) m_torch = *library;
}

Result<void> RowWorkers::forEach(std::size_t pieces, const char *what,
                                 const std::function<Result<void>(std::size_t piece)> &work) const
{
    std::vector<Result<void>> done(pieces);
    std::atomic<std::size_t> next{0};
    std::atomic<bool> failed{false};
    parallelFor(std::min<std::int64_t>(m_count, static_cast<std::int64_t>(pieces)), static_cast<int>(m_count),
                [&](std::int64_t, std::int64_t) {
                    if (m_torch) m_torch->keepToOneThread(true);
                    for (std::size_t i = next++; i < pieces && !failed; i = next++) {
                        done[i] = guarded(what, [&] { return work(i); });
                        if (!done[i].ok()) failed = true;
                    }
                    if (m_torch) m_torch->keepToOneThread(false);
                });
    if (m_torch) m_torch->useThreads(m_model.compute.threads);
    for (const Result<void> &one : done) LEXICELL_CHECK(one);
    return {};
}

}  // namespace lexicell::models::tasks
