// Inside core/io a file that is wrong is reported by throwing Failure: readers descend through many small steps, and the
// way out is always the same. It never leaves the folder: every public function runs inside guarded().
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

inline Failure badFile(std::string errorClass, std::string message, std::string detail = {})
{
    return Failure({ErrorKind::BadFile, std::move(errorClass), std::move(message), std::move(detail)});
}

inline Failure unsupported(std::string errorClass, std::string message, std::string detail = {})
{
    return Failure({ErrorKind::Unsupported, std::move(errorClass), std::move(message), std::move(detail)});
}

// Runs `work` and turns whatever it throws into an Error that names `file`.
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
        return Error{ErrorKind::OutOfMemory,
                     "out_of_memory",
                     "There is not enough memory for " + file.string() + "; close other programs or choose fewer cells.",
                     {}};
    } catch (const std::exception &exception) {
        return Error{ErrorKind::Internal, "internal",
                     "Something unforeseen happened with " + file.string() + "; please report it.", exception.what()};
    }
}

}  // namespace lexicell::io
