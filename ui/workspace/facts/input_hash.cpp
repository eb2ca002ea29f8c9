#include "ui/workspace/facts/input_hash.h"

#include "core/io/dataset_hash.h"

#include <map>
#include <mutex>

namespace lexicell::ui {

namespace {

// What identifies a file without reading it. A folder is identified by its own time alone.
struct Mark {
    std::uintmax_t size = 0;
    std::filesystem::file_time_type changed;
    bool operator==(const Mark &) const = default;
};

Mark markOf(const std::filesystem::path &path)
{
    std::error_code failed;
    Mark mark;
    mark.changed = std::filesystem::last_write_time(path, failed);
    if (std::filesystem::is_regular_file(path, failed)) mark.size = std::filesystem::file_size(path, failed);
    return mark;
}

}  // namespace

Result<std::string> inputHash(const std::filesystem::path &path, JobContext &context)
{
    static std::mutex mutex;
    static std::map<std::filesystem::path, std::pair<Mark, std::string>> known;
    const Mark mark = markOf(path);
    {
        const std::lock_guard lock(mutex);
        if (const auto found = known.find(path); found != known.end() && found->second.first == mark) return found->second.second;
    }
    LEXICELL_TRY(hash, io::hashDataset(path, context));
    const std::lock_guard lock(mutex);
    known[path] = {mark, hash};
    return hash;
}

}  // namespace lexicell::ui
