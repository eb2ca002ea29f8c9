#include "app/lexicell-cli/output.h"

#include "core/io/h5ad_writer.h"

#include <mutex>
#include <set>
#include <unistd.h>

namespace lexicell::cli {

namespace fs = std::filesystem;

namespace {

// The outputs of this run and what lay beside them before, so that only our own leftovers are ever deleted.
struct Unfinished {
    fs::path output;
    std::set<fs::path> before;
};
std::mutex unfinishedMutex;
std::vector<Unfinished> unfinished;

// A partial file carries the output's name within its own.
std::set<fs::path> filesNamedLike(const fs::path &output)
{
    std::set<fs::path> files;
    std::error_code error;
    const std::string name = output.filename().string();
    for (fs::directory_iterator it(output.parent_path(), error), end; !error && it != end; it.increment(error))
        if (it->path().filename() != name && it->path().filename().string().find(name) != std::string::npos)
            files.insert(it->path());
    return files;
}

}  // namespace

void addOutputPath(CLI::App &command, fs::path &output)
{
    command.add_option("output", output, "The .h5ad file to write: everything the input holds, and the results.")
        ->required()
        ->type_name("OUT.h5ad");
}

Result<void> checkOutput(const fs::path &output, const Run &run)
{
    std::error_code error;
    if (fs::is_directory(output, error))
        return Error{ErrorKind::Usage, "output_exists", output.string() + " is a folder. Name a file.", {}};
    if (fs::exists(output, error) && !run.globals.force)
        return Error{
            ErrorKind::Usage, "output_exists", output.string() + " exists. Choose another name, or replace it with --force.", {}};
    const fs::path whole = fs::absolute(output, error);
    if (!fs::is_directory(whole.parent_path(), error))
        return Error{ErrorKind::Resource,
                     "not_writable",
                     "There is no folder " + whole.parent_path().string() + " to write " + output.filename().string() +
                         " into. Make it first.",
                     {}};
    if (access(whole.parent_path().c_str(), W_OK | X_OK) != 0)
        return Error{ErrorKind::Resource,
                     "not_writable",
                     "The folder " + whole.parent_path().string() + " cannot be written. Choose another place for the output.",
                     {}};
    const std::lock_guard lock(unfinishedMutex);
    unfinished.push_back({whole, filesNamedLike(whole)});
    return {};
}

void announceFolder(const fs::path &output)
{
    std::error_code error;
    fs::path whole = fs::absolute(output, error).lexically_normal();
    if (!whole.has_filename()) whole = whole.parent_path();
    const std::lock_guard lock(unfinishedMutex);
    unfinished.push_back({whole, filesNamedLike(whole)});
}

Result<void> writeOutput(const data::Dataset &dataset, const fs::path &output, Run &run, int gzipLevel)
{
    return io::writeH5ad(dataset, output, io::WriteOptions{run.globals.force, gzipLevel}, run.context);
}

void removeUnfinishedOutputs()
{
    const std::lock_guard lock(unfinishedMutex);
    std::error_code error;
    for (const Unfinished &item : unfinished)
        for (const fs::path &file : filesNamedLike(item.output))
            if (!item.before.count(file)) fs::remove_all(file, error);
}

}  // namespace lexicell::cli
