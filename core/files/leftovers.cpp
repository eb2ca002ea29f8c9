#include "core/files/leftovers.h"

#include "core/files/unfinished_output.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace lexicell::files {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t randomLetters = 6;  // of mkostemp and mkdtemp

// Letters of one kind alone may be a person's (".model.backup"): one random ending in a hundred is such, and its file stays.
bool isRandom(std::string_view letters)
{
    const auto all = [&](char first, char last) {
        return std::all_of(letters.begin(), letters.end(), [&](char c) { return c >= first && c <= last; });
    };
    return letters.size() == randomLetters && letters.find('.') == std::string_view::npos && !all('a', 'z') && !all('A', 'Z') &&
           !all('0', '9');
}

bool isUnfinishedOf(const std::string &prefix, const fs::path &path)
{
    const std::string name = path.filename().string();
    return name.starts_with(prefix) && isRandom(std::string_view(name).substr(prefix.size()));
}

bool isAbandoned(const fs::path &path)
{
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (descriptor < 0) return false;
    const bool locked = ::flock(descriptor, LOCK_EX | LOCK_NB) == 0;
    ::close(descriptor);
    return locked;
}

}  // namespace

void removeLeftovers(const fs::path &target)
{
    std::error_code error;
    fs::path whole = fs::absolute(target, error).lexically_normal();
    if (!whole.has_filename()) whole = whole.parent_path();  // "out/"
    const std::string prefix = unfinishedPrefix(whole);
    std::vector<fs::path> found;
    for (fs::directory_iterator entry(whole.parent_path(), error), end; !error && entry != end; entry.increment(error))
        if (isUnfinishedOf(prefix, entry->path()) && isAbandoned(entry->path())) found.push_back(entry->path());
    for (const fs::path &path : found) fs::remove_all(path, error);
}

}  // namespace lexicell::files
