// The steps of the path across the top of the window: each is to do, running, done, or needs attention.
#pragma once

#include "ui/workspace/jobs/job_runner.h"
#include "ui/workspace/session.h"
#include "ui/widgets/path_bar.h"

namespace lexicell::ui {

enum PathStep { DataStep, ModelStep, MapStep, AnnotateStep, KnockOutStep };

// `mapped`: a map is on the screen. One entry per PathStep, in that order.
std::vector<PathBar::Step> pathSteps(const Session &session, const JobRunner &jobs, bool mapped);

}  // namespace lexicell::ui
