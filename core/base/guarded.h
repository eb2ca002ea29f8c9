// The boundary for exceptions: runs work that returns a Result and turns its exceptions into an Error. Every public function
// whose work can throw (allocation, a library) is one guarded() call. It is the only place that knows std::bad_alloc; the
// boundaries of file formats (core/io/failure.h) and of LibTorch (models/nn/guard.h) stand on it.
//
// Error classes: that of a Failure, out_of_memory, internal (any other exception).
#pragma once

#include "core/base/result.h"

#include <exception>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace lexicell {

// An Error on its way to the boundary. Readers make many small nested calls that would all pass the error on in the same way,
// so they throw it. A Failure never leaves the folder that throws it.
class Failure : public std::exception {
  public:
    explicit Failure(Error error) : m_error(std::move(error)) {}
    const Error &error() const { return m_error; }
    const char *what() const noexcept override { return m_error.message.c_str(); }

  private:
    Error m_error;
};

// What would need less memory: a sentence, and the options that help.
struct Advice {
    Advice(const char *what) : sentence(what) {}
    Advice(std::string what, std::vector<Choice> options = {}) : sentence(std::move(what)), choices(std::move(options)) {}

    std::string sentence;
    std::vector<Choice> choices;
};

inline constexpr const char *closePrograms = "Close other programs or use a larger machine.";

// The error for the exception being handled; call it in a catch block. `doing` completes "Not enough memory to …" and "The
// program failed to …", for example "embed the cells". The message for lack of memory ends with `advice`.
Error currentError(const std::string &doing, const Advice &advice = closePrograms);

template <class Work> auto guarded(const std::string &doing, Work &&work, const Advice &advice = closePrograms)
    -> std::invoke_result_t<Work>
{
    try {
        return std::forward<Work>(work)();
    } catch (...) {
        return currentError(doing, advice);
    }
}

}  // namespace lexicell
