// Shares rows of tokens, or batches of them, among threads. Each piece is computed on one thread, so its bits do not depend on
// the number of threads.
#pragma once

#include "core/base/result.h"
#include "models/contracts/model.h"
#include "models/families/torch_library.h"

#include <cstddef>
#include <cstdint>
#include <functional>

namespace lexicell::models::tasks {

class RowWorkers {
  public:
    // `alone`: the network has threads of its own within a cell, so one worker is enough, as on a GPU. `threads`: 0: all cores.
    RowWorkers(const LoadedModel &model, bool alone, int threads);

    std::int64_t count() const { return m_count; }
    // `work` for 0 to `pieces` − 1, in any order. Returns the error of the first piece that failed; no further piece is begun
    // then. `what` completes the message of an exception (core/base/guarded.h).
    Result<void> forEach(std::size_t pieces, const char *what, const std::function<Result<void>(std::size_t piece)> &work) const;

  private:
    const LoadedModel &m_model;
    std::int64_t m_count;
    const TorchLibrary *m_torch = nullptr;  // null: the model was not opened by it (tests)
};

}  // namespace lexicell::models::tasks
