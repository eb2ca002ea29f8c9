// The wording of all errors about a checkpoint file: "<file> <what>. <advice>".
#pragma once

#include "core/base/error.h"

#include <filesystem>
#include <string>

namespace lexicell::models::checkpoint {

inline Error badFile(const ErrorClass &errorClass, const std::filesystem::path &file, const std::string &what,
                     const std::string &advice)
{
    return {ErrorKind::BadFile, errorClass, file.string() + " " + what + ". " + advice, {}};
}

inline Error corruptFile(const ErrorClass &errorClass, const std::filesystem::path &file, const std::string &what)
{
    return badFile(errorClass, file, what, "The file is damaged: copy or download it again.");
}

}  // namespace lexicell::models::checkpoint
