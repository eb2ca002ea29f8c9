// core/io reports a wrong file by throwing Failure (core/base/guarded.h): readers make many small nested calls. A Failure never
// leaves the folder: every public function runs inside guarded().
#pragma once

#include "core/base/guarded.h"

#include <filesystem>
#include <type_traits>

namespace lexicell::io {

using lexicell::Failure;

inline Failure badFile(const ErrorClass &errorClass, std::string message, std::string detail = {})
{
    return Failure({ErrorKind::BadFile, errorClass, std::move(message), std::move(detail)});
}

inline Failure unsupported(const ErrorClass &errorClass, std::string message, std::string detail = {})
{
    return Failure({ErrorKind::Unsupported, errorClass, std::move(message), std::move(detail)});
}

// The value of a function that returns Result; an error is thrown as Failure. For use inside core/io.
template <class T> T orThrow(Result<T> result)
{
    if (!result.ok()) throw Failure(result.error());
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

// Runs `work`, which returns a plain value, and turns any exception into an Error that names `file`.
template <class Work> auto guarded(const std::filesystem::path &file, Work &&work) -> Result<std::invoke_result_t<Work>>
{
    using Value = std::invoke_result_t<Work>;
    return lexicell::guarded(
        "work on " + file.string(),
        [&]() -> Result<Value> {
            if constexpr (std::is_void_v<Value>) {
                work();
                return {};
            } else {
                return work();
            }
        },
        "Close other programs or choose fewer cells.");
}

}  // namespace lexicell::io
