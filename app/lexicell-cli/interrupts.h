// Ctrl-C: asks the job to stop. If the job still runs after 1.5 s, the program ends, so that Ctrl-C takes effect within two
// seconds even during the slowest step.
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
    // Call when the job has ended: later signals have no effect. False: giveUp is running; wait for the end.
    bool finish();

  private:
    std::shared_ptr<std::atomic<bool>> m_decided = std::make_shared<std::atomic<bool>>(false);
};

}  // namespace lexicell::cli
