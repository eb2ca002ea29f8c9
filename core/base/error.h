// An error, for people and for scripts.
//
// `message` is one sentence: what happened, in which file, what to do next. `detail` goes to the log.
// `errorClass` is a short snake_case word that scripts rely on. Cancelled is not a failure.
//
// The window and the command line show the same message, so it never spells a flag. `choices` names the options
// that help. The command line appends their flags (withFlags), the window offers their controls.
#pragma once

#include "core/base/error_classes.h"

#include <string>
#include <utility>
#include <vector>

namespace lexicell {

// An option to set so that the work can go on.
struct Choice {
    std::string option;                    // its name in the `describe` list ("genome"); "file": another input
    std::vector<std::string> values = {};  // the values to choose from; a single one: take this value; empty: any that fits
};

struct Error {
    Error() = default;
    Error(const ErrorClass &of, std::string what, std::string more = {}, std::vector<Choice> options = {})
        : Error(of.kind, of, std::move(what), std::move(more), std::move(options))
    {
    }
    // Gives the error another kind than its class has: a missing column of a file is a bad file, but a missing column that an
    // option names is not found.
    Error(ErrorKind otherKind, const ErrorClass &of, std::string what, std::string more = {}, std::vector<Choice> options = {})
        : kind(otherKind), errorClass(of.name), message(std::move(what)), detail(std::move(more)), choices(std::move(options))
    {
    }

    bool is(const ErrorClass &of) const { return errorClass == of.name; }

    ErrorKind kind = ErrorKind::Internal;
    std::string errorClass = errors::internal.name;
    std::string message;
    std::string detail;
    std::vector<Choice> choices;
};

const char *toString(ErrorKind kind);

// Exit status of the command line for an error: 2 usage, 3 input, 4 resources, 130 interrupted, 1 other.
int exitStatus(const Error &error);

Error cancelled();

// The message with the flags of its choices: "… Choose one (--genome)."
std::string withFlags(const std::string &message, const std::vector<Choice> &choices);

}  // namespace lexicell
