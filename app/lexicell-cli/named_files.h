// Finds the files that a command line names and protects them: neither the output nor the log may be a file that is read. The
// file system decides whether two files are the same (links, hard links, other spellings); names are not compared.
#pragma once

#include "app/lexicell-cli/command_line.h"

#include <filesystem>
#include <vector>

namespace lexicell::cli {

struct NamedFiles {
    std::vector<std::filesystem::path> inputs;  // values of options and arguments that are existing files or folders
    std::filesystem::path output;               // empty: the command writes none
    std::filesystem::path replaceable;          // the input that the output may replace, with --force; empty: none
};

NamedFiles namedFiles(const CLI::App &command);

// Error classes, all of kind Usage: output_is_input (the output is a model, a gene list … that is read), log_is_input,
// log_is_output, output_exists (the log is there; --force replaces it), not_a_file (the log is a folder, a device or a pipe).
Result<void> checkNamedFiles(const NamedFiles &files, const GlobalOptions &globals);

}  // namespace lexicell::cli
