// What went wrong, for a person and for a program.
//
// `message` is one sentence: what happened, in which file, what to do next. `detail` goes to the log.
// `errorClass` is a short snake_case word that scripts rely on. Cancelled is not a failure.
//
// The same message is read in the window and on the command line, so it never spells a flag: which options would help stands
// in `choices`. The command line appends their flags (withFlags), the window offers their controls.
#pragma once

#include <string>
#include <vector>

namespace lexicell {

enum class ErrorKind { Cancelled, NotFound, BadFile, Unsupported, Mismatch, OutOfMemory, Usage, Resource, Internal };

// An option that a person can set so that the work goes on.
struct Choice {
    std::string option;                    // its name in the `describe` list ("genome"); "file": another input
    std::vector<std::string> values = {};  // what there is to choose from; one alone: take this; none: whatever fits
};

struct Error {
    ErrorKind kind = ErrorKind::Internal;
    std::string errorClass;
    std::string message;
    std::string detail;
    std::vector<Choice> choices = {};
};

const char *toString(ErrorKind kind);

// Exit status of the command line for an error: 2 usage, 3 input, 4 resources, 130 interrupted, 1 other.
int exitStatus(const Error &error);

Error cancelled();

// The message with the flags of its choices: "… Choose one (--genome)."
std::string withFlags(const std::string &message, const std::vector<Choice> &choices);

}  // namespace lexicell
