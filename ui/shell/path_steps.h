// The steps of the path across the top of the window: each is to do, running, done, or needs attention.
#pragma once

#include "ui/widgets/path_bar.h"
#include "ui/workspace/workbench.h"

namespace lexicell::ui {

enum PathStep { DataStep, ModelStep, MapStep, AnnotateStep, KnockOutStep };

// `mapped`: a map is on the screen. One entry per PathStep, in that order.
std::vector<PathBar::Step> pathSteps(const Workbench &bench, bool mapped);

}  // namespace lexicell::ui
