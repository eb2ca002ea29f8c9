// What went wrong, for a person and for a program.
//
// `message` is one sentence: what happened, in which file, what to do next. `detail` goes to the log.
// `errorClass` is a short snake_case word that scripts rely on. Cancelled is not a failure.
#pragma once

#include <string>

namespace lexicell {

enum class ErrorKind { Cancelled, NotFound, BadFile, Unsupported, Mismatch, OutOfMemory, Usage, Resource, Internal };

struct Error {
    ErrorKind kind = ErrorKind::Internal;
    std::string errorClass;
    std::string message;
    std::string detail;
};

const char *toString(ErrorKind kind);

// Exit status of the command line for an error: 2 usage, 3 input, 4 resources, 130 interrupted, 1 other.
int exitStatus(const Error &error);

Error cancelled();

}  // namespace lexicell
