#include "app/lexicell-cli/named_files.h"

#include <algorithm>
#include <string>
#include <vector>

namespace lexicell::cli {

namespace fs = std::filesystem;

namespace {

bool same(const fs::path &a, const fs::path &b)
{
    std::error_code error;
    return fs::equivalent(a, b, error) && !error;
}

// Works also for a file that does not exist yet.
fs::path wholePath(const fs::path &path)
{
    std::error_code error;
    fs::path whole = fs::weakly_canonical(fs::absolute(path, error), error).lexically_normal();
    if (!whole.has_filename()) whole = whole.parent_path();  // "out/"
    return whole;
}

bool liesIn(const fs::path &file, const fs::path &folder)
{
    const fs::path inner = wholePath(file), outer = wholePath(folder);
    return std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first == outer.end();
}

// These data sets lie beside scBERT checkpoints and give the order of the genes. Any other .h5ad in the folder of a model or
// of a matrix is a result and may be replaced.
bool isResult(const fs::path &file)
{
    const std::string name = file.filename().string();
    return file.extension() == ".h5ad" && name != "reference.h5ad" && name != "panglao_10000.h5ad";
}

// `file` is `named`, or a file in the folder `named` (a checkpoint or a 10x folder).
bool isOrLiesIn(const fs::path &file, const fs::path &named, bool exceptResults)
{
    std::error_code error;
    if (same(file, named)) return true;
    if (!fs::is_directory(named, error) || (exceptResults && isResult(file))) return false;
    for (fs::directory_iterator entry(named, error), end; !error && entry != end; entry.increment(error))
        if (same(file, entry->path())) return true;
    return false;
}

Error usage(const ErrorClass &errorClass, const std::string &message) { return {ErrorKind::Usage, errorClass, message, {}}; }

Result<void> checkOutput(const NamedFiles &files)
{
    std::error_code error;
    if (files.output.empty() || !fs::exists(files.output, error)) return {};
    for (const fs::path &input : files.inputs) {
        const bool within = fs::is_directory(files.output, error) && liesIn(input, files.output);
        if (!within && !isOrLiesIn(files.output, input, true)) continue;
        if (input == files.replaceable) continue;
        return usage(errors::outputIsInput, files.output.string() + " is read by this command (" + input.string() +
                                                ") and cannot be its output as well. Choose another name.");
    }
    return {};
}

Result<void> checkLog(const NamedFiles &files, const GlobalOptions &globals)
{
    if (globals.log.empty()) return {};
    const fs::path log = globals.log;
    std::error_code error;
    for (const fs::path &input : files.inputs)
        if (isOrLiesIn(log, input, false))
            return usage(errors::logIsInput, "The log " + log.string() + " is a file that this command reads (" + input.string() +
                                                 "). Choose another name for the log.");
    if (!files.output.empty() && (same(log, files.output) || liesIn(log, files.output)))
        return usage(errors::logIsOutput,
                     "The log " + log.string() + " is or lies in the output of this command. Choose another name for the log.");
    const fs::file_status status = fs::status(log, error);
    if (!fs::exists(status)) return {};
    if (!fs::is_regular_file(status))
        return usage(errors::notAFile, "The log " + log.string() + " is a folder, a device or a pipe. Name a file.");
    if (!globals.force)
        return usage(errors::outputExists,
                     "The log " + log.string() + " exists. Choose another name, or replace it with --force.");
    return {};
}

}  // namespace

NamedFiles namedFiles(const CLI::App &command)
{
    NamedFiles files;
    fs::path input;
    std::error_code error;
    const auto addInput = [&](const std::string &value) {
        if (!value.empty() && fs::exists(value, error)) files.inputs.emplace_back(value);
    };
    for (const CLI::Option *option : command.get_options()) {
        std::vector<std::string> values = option->results();
        if (values.empty() || option->get_items_expected_max() == 0) continue;
        const std::string name = option->get_single_name();
        // "paths": data sets and then the folder to write
        if (name == "output" || name == "paths") {
            files.output = values.back();
            values.pop_back();
        }
        if (name == "input") input = values.front();
        for (const std::string &value : values) addInput(value);
    }
    // The written .h5ad holds everything of the .h5ad that was read, so it may replace it.
    if (fs::exists(input, error) && input.extension() == ".h5ad" && files.output.extension() == ".h5ad")
        files.replaceable = input;
    return files;
}

Result<void> checkNamedFiles(const NamedFiles &files, const GlobalOptions &globals)
{
    LEXICELL_CHECK(checkOutput(files));
    return checkLog(files, globals);
}

}  // namespace lexicell::cli
