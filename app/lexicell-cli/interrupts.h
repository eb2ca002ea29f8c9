// Ctrl-C: asks the job to stop and, should it not within 1.5 s, ends the program all the same, so that the promise of two
// seconds does not hang on the slowest step. Make one before any thread is started: it blocks SIGINT and SIGTERM in all of
// them and waits for these in a thread of its own.
#pragma once

#include "core/base/job_context.h"

#include <atomic>
#include <functional>
#include <memory>

namespace lexicell::cli {

class Interrupts {
  public:
    Interrupts();
    // `context` is cancelled on the first signal; `giveUp` runs when the job has not ended in time or on a second signal, and
    // must not return.
    void watch(std::shared_ptr<JobContext> context, std::function<void()> giveUp);
    // The job ended: from here on signals are too late. False: giveUp is running, wait for the end.
    bool finish();

  private:
    std::shared_ptr<std::atomic<bool>> m_decided = std::make_shared<std::atomic<bool>>(false);
};

}  // namespace lexicell::cli
