// Opens the library of the networks once, at run time. RTLD_LOCAL hides LibTorch's symbols from the window's
// libraries. RTLD_NOW detects a broken installation here, where a message is possible, and not in the middle of a job.
// RTLD_DEEPBIND makes LibTorch use its own, faster BLAS instead of the program's (igraph's) with the same symbol names.
#include "core/base/platform/resources.h"
#include "models/families/torch_library.h"

#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <vector>

#include <dlfcn.h>
#include <sys/mman.h>

namespace lexicell::models {

namespace {

namespace fs = std::filesystem;

constexpr const char *libraryName = "liblexicell_models_torch.so";

#if defined(__SANITIZE_ADDRESS__)
constexpr int openMode = RTLD_NOW | RTLD_LOCAL;  // no RTLD_DEEPBIND: the sanitizer must replace malloc
#else
constexpr int openMode = RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND;
#endif

// $LEXICELL_MODELS_TORCH (the file or its folder) alone if set; else beside the program, as built and as installed.
std::vector<fs::path> places()
{
    std::error_code error;
    if (const char *chosen = std::getenv("LEXICELL_MODELS_TORCH"); chosen && *chosen) {
        const fs::path path = chosen;
        return {fs::is_directory(path, error) ? path / libraryName : path};
    }
    const fs::path program = programFolder();
    return {program / "../lib" / libraryName, program / "../lib/lexicell" / libraryName, program / libraryName};
}

Error missing(const std::string &what, std::string detail)
{
    return {errors::missingLibtorch,
            "The networks cannot be run: " + what +
                ". Run ./run once in Lexicell's folder, which installs LibTorch, or set "
                "LEXICELL_MODELS_TORCH to " +
                libraryName + ". Everything but models works without it.",
            std::move(detail)};
}

Error noMemory(std::string detail)
{
    return {errors::outOfMemory,
            "There is not enough memory to load LibTorch, which needs 0.8 GB of address space. Close other programs, or raise "
            "the limit.",
            std::move(detail)};
}

// LibTorch ends the program if memory runs out while it is loaded. So the memory is reserved and released first.
bool hasRoom()
{
    constexpr std::size_t needed = std::size_t{768} << 20;
    void *room = ::mmap(nullptr, needed, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (room == MAP_FAILED) return false;
    ::munmap(room, needed);
    return true;
}

// Why the loader could not open `path`. The text contains the system's message for full memory if that was the reason.
Error notLoaded(const fs::path &path, const std::string &reason)
{
    if (reason.find("failed to map segment") == std::string::npos && reason.find("Cannot allocate memory") == std::string::npos)
        return missing("LibTorch is missing or does not fit " + path.lexically_normal().string(), reason);
    return noMemory(reason);
}

Result<const TorchLibrary *> openLibrary()
{
    std::error_code error;
    for (const fs::path &path : places()) {
        if (!fs::exists(path, error)) continue;
        if (!hasRoom()) return noMemory({});
        void *handle = ::dlopen(path.c_str(), openMode);
        if (!handle) {
            const char *reason = ::dlerror();
            return notLoaded(path, reason ? reason : "");
        }
        using EntryPoint = const TorchLibrary *();
        auto *entry = reinterpret_cast<EntryPoint *>(::dlsym(handle, torchEntryPoint));
        const TorchLibrary *library = entry ? entry() : nullptr;
        if (!library || library->interfaceVersion != torchInterfaceVersion) {
            const int version = library ? library->interfaceVersion : 0;
            ::dlclose(handle);
            return missing(path.lexically_normal().string() + " belongs to another version of Lexicell",
                           "interface " + std::to_string(version) + ", expected " + std::to_string(torchInterfaceVersion));
        }
        return library;  // stays open until the program ends: LibTorch cannot be unloaded cleanly
    }
    return missing("the library " + std::string(libraryName) + " is not beside the program",
                   places().front().lexically_normal().string());
}

}  // namespace

Result<const TorchLibrary *> torchLibrary()
{
    static std::mutex mutex;
    static const TorchLibrary *opened = nullptr;  // a failure is not cached: the user may install the missing part
    const std::lock_guard lock(mutex);
    if (opened) return opened;
    auto result = openLibrary();
    if (result.ok()) opened = *result;
    return result;
}

}  // namespace lexicell::models
