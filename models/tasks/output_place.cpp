#include "models/tasks/output_place.h"

#include <unistd.h>

namespace lexicell::models::tasks {

namespace fs = std::filesystem;

Result<void> checkFilePlace(const fs::path &file, bool replace)
{
    std::error_code error;
    const fs::file_status status = fs::status(file, error);
    if (fs::is_directory(status)) return Error{errors::outputExists, file.string() + " is a folder. Name a file.", {}};
    if (fs::exists(status) && !fs::is_regular_file(status))
        return Error{
            errors::notAFile, file.string() + " is a device, a pipe or a socket and is never replaced. Name a file.", {}};
    if (fs::exists(status) && !replace)
        return Error{
            errors::outputExists, file.string() + " exists. Choose another name, or allow replacing it.", {}, {{"force"}}};
    fs::path whole = fs::absolute(file, error);
    if (fs::is_symlink(whole, error)) whole = fs::weakly_canonical(whole, error);
    if (!fs::is_directory(whole.parent_path(), error))
        return Error{errors::notWritable,
                     "There is no folder " + whole.parent_path().string() + " to write " + file.filename().string() +
                         " into. Make it first.",
                     {}};
    if (access(whole.parent_path().c_str(), W_OK | X_OK) != 0)
        return Error{errors::notWritable,
                     "The folder " + whole.parent_path().string() + " cannot be written. Choose another place for the output.",
                     {}};
    return {};
}

Result<void> checkFolderPlace(const fs::path &folder, bool replace)
{
    std::error_code error;
    if (fs::exists(folder, error) && !fs::is_directory(folder, error))
        return Error{errors::outputExists, folder.string() + " is a file. Name a folder.", {}};
    if (fs::is_directory(folder, error) && !fs::is_empty(folder, error) && !replace)
        return Error{errors::outputExists,
                     folder.string() + " is not empty. Choose another name, or allow replacing it.",
                     {},
                     {{"force"}}};
    return {};
}

Result<void> checkPlace(const TaskSpec &task, const OptionValues &options, const fs::path &output, bool replace)
{
    const bool continues = task.continues && task.continues(options);
    if (task.writes == Writes::Folder) return checkFolderPlace(output, replace || continues);
    LEXICELL_CHECK(checkFilePlace(output, replace));
    if (task.writes == Writes::Csv) LEXICELL_CHECK(checkFilePlace(recordBeside(output), replace));
    return {};
}

Result<void> checkNotRead(const fs::path &output, const std::vector<fs::path> &inputs)
{
    std::error_code error;
    for (const fs::path &input : inputs) {
        const bool same = fs::equivalent(output, input, error) || fs::equivalent(output, input.parent_path(), error);
        if (same)
            return Error{errors::outputIsInput,
                         output.string() + " is or holds what this task reads, " + input.string() + ". Choose another name."};
    }
    return {};
}

}  // namespace lexicell::models::tasks
