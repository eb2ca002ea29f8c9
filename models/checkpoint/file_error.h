// One wording for everything that can be wrong with a checkpoint file: "<file> <what>. <advice>".
#pragma once

#include "core/base/error.h"

#include <filesystem>
#include <string>

namespace lexicell::models::checkpoint {

inline Error badFile(const char *errorClass, const std::filesystem::path &file, const std::string &what,
                     const std::string &advice)
{
    return {ErrorKind::BadFile, errorClass, file.string() + " " + what + ". " + advice, {}};
}

inline Error corruptFile(const char *errorClass, const std::filesystem::path &file, const std::string &what)
{
    return badFile(errorClass, file, what, "The file is damaged: copy or download it again.");
}

inline Error outOfMemory(const std::filesystem::path &file)
{
    return {ErrorKind::OutOfMemory,
            "out_of_memory",
            "Not enough memory to open " + file.string() + ". Close other programs or use a machine with more.",
            {}};
}

}  // namespace lexicell::models::checkpoint
