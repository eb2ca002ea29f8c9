#include "core/base/error.h"

namespace lexicell {

const char *toString(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Cancelled: return "Cancelled";
    case ErrorKind::NotFound: return "NotFound";
    case ErrorKind::BadFile: return "BadFile";
    case ErrorKind::Unsupported: return "Unsupported";
    case ErrorKind::Mismatch: return "Mismatch";
    case ErrorKind::OutOfMemory: return "OutOfMemory";
    case ErrorKind::Usage: return "Usage";
    case ErrorKind::Resource: return "Resource";
    case ErrorKind::Internal: return "Internal";
    }
    return "Internal";
}

int exitStatus(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::Cancelled: return 130;
    case ErrorKind::Usage: return 2;
    case ErrorKind::NotFound:
    case ErrorKind::BadFile:
    case ErrorKind::Unsupported:
    case ErrorKind::Mismatch: return 3;
    case ErrorKind::OutOfMemory:
    case ErrorKind::Resource: return 4;
    case ErrorKind::Internal: return 1;
    }
    return 1;
}

std::string withFlags(const std::string &message, const std::vector<Choice> &choices)
{
    std::string flags;
    for (const Choice &choice : choices) {
        if (choice.option == "file") continue;
        const std::string value = choice.values.size() == 1 ? choice.values.front() : std::string();
        flags += flags.empty() ? "" : " ";
        if (value == "true" || value.empty()) flags += "--" + choice.option;
        else if (value == "false") flags += "--no-" + choice.option;
        else flags += "--" + choice.option + " " + (value.find(' ') == std::string::npos ? value : '"' + value + '"');
    }
    if (flags.empty()) return message;
    const bool stop = message.ends_with('.');
    return (stop ? message.substr(0, message.size() - 1) : message) + " (" + flags + ")" + (stop ? "." : "");
}

Error cancelled() { return {errors::cancelled, "The job was cancelled.", {}}; }

}  // namespace lexicell
