#include "app/lexicell-cli/output.h"

#include "core/io/h5ad/h5ad_writer.h"

#include <unistd.h>

namespace lexicell::cli {

namespace fs = std::filesystem;

void addOutputPath(CLI::App &command, fs::path &output)
{
    command.add_option("output", output, "The .h5ad file to write: everything the input holds, and the results.")
        ->required()
        ->type_name("OUT.h5ad");
}

Result<void> checkOutput(const fs::path &output, const Run &run)
{
    std::error_code error;
    const fs::file_status status = fs::status(output, error);
    if (fs::is_directory(status)) return Error{errors::outputExists, output.string() + " is a folder. Name a file.", {}};
    if (fs::exists(status) && !fs::is_regular_file(status))
        return Error{
            errors::notAFile, output.string() + " is a device, a pipe or a socket and is never replaced. Name a file.", {}};
    if (fs::exists(status) && !run.globals.force)
        return Error{errors::outputExists, output.string() + " exists. Choose another name, or replace it with --force.", {}};
    fs::path whole = fs::absolute(output, error);
    if (fs::is_symlink(whole, error)) whole = fs::weakly_canonical(whole, error);
    if (!fs::is_directory(whole.parent_path(), error))
        return Error{errors::notWritable,
                     "There is no folder " + whole.parent_path().string() + " to write " + output.filename().string() +
                         " into. Make it first.",
                     {}};
    if (access(whole.parent_path().c_str(), W_OK | X_OK) != 0)
        return Error{errors::notWritable,
                     "The folder " + whole.parent_path().string() + " cannot be written. Choose another place for the output.",
                     {}};
    return {};
}

Result<void> writeOutput(const data::Dataset &dataset, const fs::path &output, Run &run, int gzipLevel)
{
    return io::writeH5ad(dataset, output, io::WriteOptions{run.globals.force, gzipLevel}, run.context);
}

}  // namespace lexicell::cli
