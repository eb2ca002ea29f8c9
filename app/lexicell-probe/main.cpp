// lexicell-probe FILE: reads an HDF5 file in its own process, so that a crash does not end the calling program
// (core/io/hdf5/hdf5_probe.h). It ends with 0, with walkFoundDamage, or by a signal: a crash inside HDF5 or the time limit.
#include "app/lexicell-probe/guarded_memory.h"
#include "core/io/h5ad/h5ad_trial.h"
#include "core/io/hdf5/hdf5_walk.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>

namespace {

constexpr rlim_t mostMemory = rlim_t{4} << 30;  // bytes; a larger allocation fails, which is no damage
// A sound file can need a block of this size. The longest block is one chunk, and few matrices are packed tighter than this.
constexpr std::size_t sureBlock = std::size_t{256} << 20;
constexpr std::size_t tightestPacking = 64;
constexpr rlim_t mostStack = rlim_t{4} << 20;       // bytes; half of what a thread of the calling program has
constexpr rlim_t leastTime = 2;                     // seconds of computing; sound files of a few MB take 0.05
constexpr std::uintmax_t bytesPerSecond = 4000000;  // of a file: a tenth of the measured rate of reading names

void limit(decltype(RLIMIT_CPU) resource, rlim_t value)
{
    rlimit now{};
    getrlimit(resource, &now);
    now.rlim_cur = std::min(value, now.rlim_max);
    setrlimit(resource, &now);
}

void limitEverything(const std::filesystem::path &file)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);  // without the caller the result is of no use
    prctl(PR_SET_DUMPABLE, 0);         // a crash here is a result: the system must not report it
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_STACK, mostStack);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    limit(RLIMIT_DATA, mostMemory);  // sanitizers reserve terabytes
#endif
    std::error_code error;
    const std::uintmax_t found = std::filesystem::file_size(file, error), size = error ? 0 : found;
    limit(RLIMIT_CPU, leastTime + size / bytesPerSecond);
    lexicell::refuseBlocksOver(sureBlock + tightestPacking * size);
}

}  // namespace

// A crash must end by a signal; AddressSanitizer's default is an ordinary exit. Leaks inside HDF5 are not damage.
extern "C" __attribute__((visibility("default"))) const char *__asan_default_options();
extern "C" const char *__asan_default_options()
{
    return "handle_segv=0:handle_sigbus=0:handle_abort=0:abort_on_error=1:detect_leaks=0:max_allocation_size_mb=1024";
}

static int walk(const char *file)
{
    if (!lexicell::io::walkHdf5(file).empty()) return lexicell::io::walkFoundDamage;
    lexicell::io::tryReaders(file);
    return 0;
}

// Two processes read the file at the same time: one with the memory of the calling program, one with guarded memory. On a
// damaged file HDF5's behavior can depend on the memory behind its buffers.
int main(int count, char **arguments)
{
    if (count != 2) return 2;
    limitEverything(arguments[1]);
    const pid_t guarded = fork();
    if (guarded == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        lexicell::guardMemory();
        _exit(walk(arguments[1]));
    }
    const int result = walk(arguments[1]);
    int status = 0;
    if (result != 0 || guarded < 0 || waitpid(guarded, &status, 0) != guarded) return result;
    if (WIFSIGNALED(status)) raise(WTERMSIG(status));
    return WIFEXITED(status) ? WEXITSTATUS(status) : lexicell::io::walkFoundDamage;
}
