// What commands and panels work with. Owned by the main window; everything here outlives them.
#pragma once

#include "core/base/result.h"
#include "ui/workspace/jobs/job_runner.h"
#include "models/tasks/registry.h"
#include "ui/workspace/notices.h"
#include "ui/workspace/results/results.h"
#include "ui/workspace/session.h"

#include <functional>

namespace lexicell::ui {

struct Workbench {
    Session &session;
    JobRunner &jobs;
    Notices &notices;
    Results &results;
    const models::tasks::TaskTable &tasks = models::tasks::TaskTable::builtIn();
};

// Called on the GUI thread when a command and its jobs have ended. A script waits for it; buttons pass none.
using Then = std::function<void(const Result<void> &)>;

inline void finish(const Then &then, const Result<void> &result)
{
    if (then) then(result);
}

}  // namespace lexicell::ui
