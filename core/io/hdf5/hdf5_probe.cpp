#include "core/io/hdf5/hdf5_probe.h"

#include "core/base/platform/resources.h"
#include "core/io/failure.h"
#include "core/io/hdf5/hdf5_walk.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <tuple>

namespace lexicell::io {

namespace fs = std::filesystem;

namespace {

std::atomic<bool> probeCannotRun{false};

using FileState = std::tuple<dev_t, ino_t, off_t, std::int64_t, long>;  // device, inode, size, time of change in s and ns

bool stateOf(const fs::path &file, FileState &state)
{
    struct stat status {};
    if (stat(file.c_str(), &status) != 0) return false;
    state = {status.st_dev, status.st_ino, status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
    return true;
}

// Results by state of the file: the reason for a refusal; empty: the file is good.
class Verdicts {
  public:
    const std::string *find(const FileState &state)
    {
        const std::lock_guard lock(m_lock);
        const auto found = m_known.find(state);
        return found == m_known.end() ? nullptr : &found->second;
    }
    const std::string &add(const FileState &state, std::string complaint)
    {
        const std::lock_guard lock(m_lock);
        return m_known.insert_or_assign(state, std::move(complaint)).first->second;
    }

  private:
    std::mutex m_lock;
    std::map<FileState, std::string> m_known;
};

Verdicts &verdicts()
{
    static Verdicts known;
    return known;
}

// Beside this program; programs in other folders of a build (tests) find it in ../bin.
fs::path probeProgram()
{
    const fs::path here = programFolder();
    std::error_code error;
    for (const fs::path &folder : {here, here / "../bin"})
        if (const fs::path program = folder / "lexicell-probe"; fs::exists(program, error)) return program;
    return {};
}

// posix_spawn's settings: no input or output, default signals, and a process group of its own, so that Ctrl-C for this
// program does not end the probe and look like a crash.
class SpawnSettings {
  public:
    SpawnSettings()
    {
        posix_spawn_file_actions_init(&m_files);
        for (int descriptor = 0; descriptor < 3; ++descriptor)
            posix_spawn_file_actions_addopen(&m_files, descriptor, "/dev/null", O_RDWR, 0);
        posix_spawnattr_init(&m_attributes);
        sigset_t signals;
        sigemptyset(&signals);
        posix_spawnattr_setsigmask(&m_attributes, &signals);
        sigfillset(&signals);
        posix_spawnattr_setsigdefault(&m_attributes, &signals);
        posix_spawnattr_setpgroup(&m_attributes, 0);
        posix_spawnattr_setflags(&m_attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    }
    SpawnSettings(const SpawnSettings &) = delete;
    SpawnSettings &operator=(const SpawnSettings &) = delete;
    ~SpawnSettings()
    {
        posix_spawnattr_destroy(&m_attributes);
        posix_spawn_file_actions_destroy(&m_files);
    }
    const posix_spawn_file_actions_t *files() const { return &m_files; }
    const posix_spawnattr_t *attributes() const { return &m_attributes; }

  private:
    posix_spawn_file_actions_t m_files;
    posix_spawnattr_t m_attributes;
};

// The probe's exit status for `file`, as from waitpid; empty when it could not be run.
std::optional<int> runProbe(const fs::path &file)
{
    const fs::path program = probeProgram();
    if (program.empty()) return std::nullopt;
    const SpawnSettings settings;
    std::string name = program.filename(), argument = fs::absolute(file);
    char *arguments[] = {name.data(), argument.data(), nullptr};
    pid_t child = 0;
    if (posix_spawn(&child, program.c_str(), settings.files(), settings.attributes(), arguments, environ) != 0)
        return std::nullopt;
    int status = 0;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR) return std::nullopt;
    return status;
}

// The reason for refusing the file; empty: it is good, or the probe could not decide.
std::string complaintAbout(const fs::path &file)
{
    const auto status = runProbe(file);
    if (status && WIFEXITED(*status) && WEXITSTATUS(*status) == 0) return {};
    if (status && WIFEXITED(*status) && WEXITSTATUS(*status) == walkFoundDamage) return "its parts contradict each other";
    if (status && WIFSIGNALED(*status)) return std::string("HDF5 fails on it: ") + strsignal(WTERMSIG(*status));
    probeCannotRun = true;
    return {};
}

}  // namespace

void probeHdf5(const fs::path &file)
{
    FileState state;
    if (!stateOf(file, state)) return;  // opening the file reports the error
    const std::string *known = verdicts().find(state);
    const std::string &complaint = known ? *known : verdicts().add(state, complaintAbout(file));
    if (!complaint.empty())
        throw badFile(errors::corruptData, file.string() + " is damaged; copy or download it again.", complaint);
}

void trustHdf5(const fs::path &file)
{
    if (FileState state; stateOf(file, state)) verdicts().add(state, {});
}

bool probeMissing() { return probeCannotRun; }

void warnIfProbeMissing(JobContext &context)
{
    if (probeCannotRun)
        context.warn(warnings::missingProgram,
                     "The program lexicell-probe, which checks HDF5 files first, is missing or cannot be "
                     "run. A damaged file may crash this program. Install Lexicell again.");
}

}  // namespace lexicell::io
