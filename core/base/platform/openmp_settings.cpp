#include "core/base/platform/openmp_settings.h"

#include <cstdlib>
#include <string>

#if defined(__linux__)
#include <unistd.h>
#endif

namespace lexicell {

void applyOpenMpSettings(int threads, char **argv)
{
    bool changed = false;
    if (!std::getenv("OMP_WAIT_POLICY")) {
        setenv("OMP_WAIT_POLICY", "PASSIVE", 1);
        changed = true;
    }
    const char *now = std::getenv("OMP_NUM_THREADS");
    const std::string wanted = std::to_string(threads);
    if (threads > 0 && (!now || now != wanted)) {
        setenv("OMP_NUM_THREADS", wanted.c_str(), 1);
        changed = true;
    }
#if defined(__linux__)
    if (changed) ::execv("/proc/self/exe", argv);
#endif
}

}  // namespace lexicell
