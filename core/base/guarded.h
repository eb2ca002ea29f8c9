// The boundary for exceptions: runs work that returns a Result and turns its exceptions into an Error. Every public function
// whose work can throw (allocation, a library) is one guarded() call.
#pragma once

#include "core/base/result.h"

#include <exception>
#include <new>
#include <string>
#include <type_traits>

namespace lexicell {

// `doing` completes "Not enough memory to …", for example "embed the cells".
// `advice` says what would need less memory; it is appended as a sentence of its own.
inline Error outOfMemory(const std::string &doing, const std::string &advice = "Close other programs or use a larger machine.")
{
    return {errors::outOfMemory, "Not enough memory to " + doing + ". " + advice};
}

template <class Work>
auto guarded(const std::string &doing, Work &&work, const std::string &advice = "Close other programs or use a larger machine.")
    -> std::invoke_result_t<Work>
{
    try {
        return work();
    } catch (const std::bad_alloc &) {
        return outOfMemory(doing, advice);
    } catch (const std::exception &failure) {
        return Error{errors::internal, "The program failed to " + doing + ". Please report this.", failure.what()};
    }
}

}  // namespace lexicell
