// The boundary for exceptions of LibTorch, on top of the general one (core/base/guarded.h). Both become an Error.
// Error classes: out_of_memory, network_failed.
#pragma once

#include "core/base/result.h"

#include <string>
#include <utility>

namespace lexicell::models::nn {

// Thrown inside a network when the job is cancelled; guarded() turns it into cancelled().
struct Stopped {};

// The error for the exception being handled; call it in a catch block. `doing`: "embedding cells".
Error currentError(const std::string &doing);

// guarded("embedding cells", [&]() -> Result<T> { … })
template <class Body> auto guarded(const std::string &doing, Body &&body) -> decltype(body())
{
    try {
        return std::forward<Body>(body)();
    } catch (...) {
        return currentError(doing);
    }
}

}  // namespace lexicell::models::nn
