// Only the matrix, the cells and the genes are required: a file with an error in any other element still opens.
#pragma once

#include "core/base/job_context.h"
#include "core/io/failure.h"

#include <string>
#include <utility>

namespace lexicell::io {

// Whether this error concerns one element only. Then the file opens without that element; damage and cancelling stop reading.
bool isTolerable(const Error &error);

// Runs `read`. If it fails for a reason that concerns this element only, warns that `element` is left out.
template <class F> void leavingOut(JobContext &context, const std::string &element, F &&read)
{
    try {
        std::forward<F>(read)();
    } catch (const Failure &failure) {
        if (!isTolerable(failure.error())) throw;
        context.warn(failure.error(), failure.error().message + " So " + element + " is left out.");
    }
}

}  // namespace lexicell::io
