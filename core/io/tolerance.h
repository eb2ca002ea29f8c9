// An element beside the matrix, the cells and the genes may be wrong without keeping the file from opening.
#pragma once

#include "core/base/job_context.h"
#include "core/io/failure.h"

#include <string>
#include <utility>

namespace lexicell::io {

// Does this error concern one element only? Then a file opens without that element; damage and cancelling stop the reading.
bool isTolerable(const Error &error);

// Runs `read`. When it fails for a reason that concerns this element only, warns that `element` is left out.
template <class F> void leavingOut(JobContext &context, const std::string &element, F &&read)
{
    try {
        std::forward<F>(read)();
    } catch (const Failure &failure) {
        if (!isTolerable(failure.error())) throw;
        context.warn(failure.error().errorClass, failure.error().message + " So " + element + " is left out.");
    }
}

}  // namespace lexicell::io
