// Unfinished outputs that a killed program left beside an output. A program that ends by itself removes its own.
#pragma once

#include <filesystem>

namespace lexicell::files {

// Removes `.NAME.XXXXXX` of unfinished_output.h beside `target`. What a running program is writing stays: it holds a lock on it,
// and where the file system has no locks everything stays. A name that a person may have given (".model.backup") stays, too.
void removeLeftovers(const std::filesystem::path &target);

}  // namespace lexicell::files
