// A warning that several runs over the same cells find alike (a second model, each group) is given once.
#pragma once

#include "core/base/job_context.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace lexicell::models::tasks {

inline void warnOnce(JobContext &context, const WarningClass &of, const std::string &message, std::vector<Choice> choices = {})
{
    const auto earlier = context.warnings();
    if (std::none_of(earlier.begin(), earlier.end(), [&](const Warning &one) { return one.is(of) && one.message == message; }))
        context.warn(of, message, std::move(choices));
}

}  // namespace lexicell::models::tasks
