// What commands and panels work with. Owned by the main window; everything here outlives them.
#pragma once

#include "core/base/result.h"
#include "ui/jobs/job_runner.h"
#include "ui/notices.h"
#include "ui/session.h"

#include <functional>

namespace lexicell::ui {

struct Workbench {
    Session &session;
    JobRunner &jobs;
    Notices &notices;
};

// Called on the GUI thread when a command and its jobs are through. A script waits for it; buttons pass none.
using Then = std::function<void(const Result<void> &)>;

inline void finish(const Then &then, const Result<void> &result)
{
    if (then) then(result);
}

}  // namespace lexicell::ui
