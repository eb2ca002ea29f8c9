#include "core/files/unfinished_output.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace lexicell::files {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t longestName = 200;  // of 255 bytes, so that dots and random letters fit
constexpr unsigned exchangeNames = 2;     // RENAME_EXCHANGE of linux/fs.h

struct Record {
    fs::path path;
    dev_t device = 0;
    ino_t inode = 0;
};

// A hanging write (a network drive) must not keep a program from ending, hence the limit of removeUnfinishedOutputs().
struct Ledger {
    std::timed_mutex mutex;
    std::vector<Record> records;
};

// Never destroyed: outputs may be written until the very end of the program.
Ledger &ledger()
{
    static auto *const instance = new Ledger;
    return *instance;
}

std::optional<Record> recordOf(const fs::path &path)
{
    struct stat status {};
    if (::lstat(path.c_str(), &status) != 0) return std::nullopt;
    return Record{path, status.st_dev, status.st_ino};
}

void forget(const fs::path &path)
{
    std::erase_if(ledger().records, [&](const Record &record) { return record.path == path; });
}

void remember(const fs::path &path)
{
    if (const auto record = recordOf(path)) ledger().records.push_back(*record);
}

// Only if it is still the recorded file.
void removeRecorded(const Record &record)
{
    const auto now = recordOf(record.path);
    if (!now || now->device != record.device || now->inode != record.inode) return;
    std::error_code ignored;
    fs::remove_all(record.path, ignored);
}

// Absolute, because the program's working folder may change before the name is removed.
std::string nameFor(const fs::path &place, const fs::path &target)
{
    std::error_code ignored;
    fs::path whole = fs::absolute(place, ignored);
    if (ignored) whole = place;
    return (whole / (unfinishedPrefix(target) + "XXXXXX")).string();
}

fs::path folderOf(const fs::path &target) { return target.has_parent_path() ? target.parent_path() : fs::path("."); }

}  // namespace

std::string unfinishedPrefix(const fs::path &target) { return "." + target.filename().string().substr(0, longestName) + "."; }

std::optional<UnfinishedOutput> UnfinishedOutput::file(const fs::path &target, int &failure)
{
    std::string name = nameFor(folderOf(target), target);
    const std::lock_guard lock(ledger().mutex);
    const int descriptor = ::mkostemp(name.data(), O_CLOEXEC);
    failure = errno;
    if (descriptor < 0) return std::nullopt;
    remember(name);
    return UnfinishedOutput(name, descriptor);
}

std::optional<UnfinishedOutput> UnfinishedOutput::folder(const fs::path &target, int &failure)
{
    return folderIn(folderOf(target), target, failure);
}

std::optional<UnfinishedOutput> UnfinishedOutput::folderIn(const fs::path &place, const fs::path &target, int &failure)
{
    std::string name = nameFor(place, target);
    const std::lock_guard lock(ledger().mutex);
    const bool made = ::mkdtemp(name.data()) != nullptr;
    failure = errno;
    if (!made) return std::nullopt;
    remember(name);
    return UnfinishedOutput(name, -1);
}

// Without the lock, where the file system has none, another run may not tell it from what a killed program left.
UnfinishedOutput::UnfinishedOutput(fs::path path, int descriptor)
    : m_path(std::move(path)), m_descriptor(descriptor), m_lock(::open(m_path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW))
{
    if (m_lock >= 0) ::flock(m_lock, LOCK_EX | LOCK_NB);
}

UnfinishedOutput::UnfinishedOutput(UnfinishedOutput &&other) noexcept
    : m_path(std::exchange(other.m_path, fs::path())), m_descriptor(std::exchange(other.m_descriptor, -1)),
      m_lock(std::exchange(other.m_lock, -1)), m_exchanged(other.m_exchanged)
{
}

UnfinishedOutput::~UnfinishedOutput()
{
    if (m_descriptor >= 0) ::close(m_descriptor);
    if (m_lock >= 0) ::close(m_lock);
    if (m_path.empty()) return;
    const std::lock_guard lock(ledger().mutex);
    auto &records = ledger().records;
    const auto found = std::find_if(records.begin(), records.end(), [&](const Record &record) { return record.path == m_path; });
    if (found == records.end()) return;
    removeRecorded(*found);
    records.erase(found);
}

int UnfinishedOutput::releaseDescriptor() { return std::exchange(m_descriptor, -1); }

int UnfinishedOutput::publish(const fs::path &target)
{
    const std::lock_guard lock(ledger().mutex);
    if (std::rename(m_path.c_str(), target.c_str()) != 0) return errno;
    forget(m_path);
    m_path.clear();
    return 0;
}

int UnfinishedOutput::exchange(const fs::path &target)
{
#ifdef SYS_renameat2
    const std::lock_guard lock(ledger().mutex);
    if (::syscall(SYS_renameat2, AT_FDCWD, m_path.c_str(), AT_FDCWD, target.c_str(), exchangeNames) != 0) return errno;
    m_exchanged = !m_exchanged;
    if (m_exchanged) forget(m_path);
    else remember(m_path);
    return 0;
#else
    static_cast<void>(target);
    return ENOSYS;
#endif
}

unsigned modeOfOutput(const fs::path &target, bool folder)
{
    struct stat status {};
    if (::stat(target.c_str(), &status) == 0 && (S_ISDIR(status.st_mode) != 0) == folder) return status.st_mode & 07777U;
    const mode_t mask = ::umask(0);
    ::umask(mask);
    return (folder ? 0777U : 0666U) & ~mask;
}

void removeUnfinishedOutputs()
{
    // Never unlocked: an output that would be finished or begun from now on blocks until the program ends.
    if (!ledger().mutex.try_lock_for(std::chrono::milliseconds(300))) return;
    for (const Record &record : ledger().records) removeRecorded(record);
    ledger().records.clear();
}

}  // namespace lexicell::files
