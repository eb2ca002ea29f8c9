// core/io reports a wrong file by throwing Failure: readers make many small nested calls that would all pass the error
// on in the same way. A Failure never leaves the folder: every public function runs inside guarded().
#pragma once

#include "core/base/result.h"

#include <exception>
#include <filesystem>
#include <new>
#include <type_traits>

namespace lexicell::io {

class Failure : public std::exception {
  public:
    explicit Failure(Error error) : m_error(std::move(error)) {}
    const Error &error() const { return m_error; }
    const char *what() const noexcept override { return m_error.message.c_str(); }

  private:
    Error m_error;
};

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

// Runs `work` and turns any exception into an Error that names `file`.
template <class F> auto guarded(const std::filesystem::path &file, F &&work) -> Result<std::invoke_result_t<F>>
{
    try {
        if constexpr (std::is_void_v<std::invoke_result_t<F>>) {
            work();
            return {};
        } else {
            return work();
        }
    } catch (const Failure &failure) {
        return failure.error();
    } catch (const std::bad_alloc &) {
        return Error{
            errors::outOfMemory, "Not enough memory for " + file.string() + "; close other programs or choose fewer cells.", {}};
    } catch (const std::exception &exception) {
        return Error{errors::internal, "The program failed while working on " + file.string() + "; please report it.",
                     exception.what()};
    }
}

}  // namespace lexicell::io
