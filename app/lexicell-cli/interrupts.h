// Ctrl-C: asks the job to stop and, should it not within 1.5 s, ends the program all the same, so that the promise of two
// seconds does not hang on the slowest step.
#pragma once

#include "core/base/job_context.h"

#include <atomic>
#include <functional>
#include <memory>

namespace lexicell::cli {

class Interrupts {
  public:
    Interrupts();  // from here on SIGINT and SIGTERM no longer end the program
    // `context` is cancelled on the first signal; `giveUp` runs when the job has not ended in time or on a second signal, and
    // must not return.
    void watch(std::shared_ptr<JobContext> context, std::function<void()> giveUp);
    // The job ended: from here on signals are too late. False: giveUp is running, wait for the end.
    bool finish();

  private:
    std::shared_ptr<std::atomic<bool>> m_decided = std::make_shared<std::atomic<bool>>(false);
};

}  // namespace lexicell::cli
