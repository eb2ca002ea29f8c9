#include "core/base/platform/resources.h"

#include <cstdlib>
#include <system_error>
#include <vector>

namespace lexicell {

namespace fs = std::filesystem;

fs::path programFolder()
{
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    return error ? fs::path() : program.parent_path();
}

Result<fs::path> resourceFile(const std::string &name)
{
    std::vector<fs::path> roots;
    if (const char *root = std::getenv("LEXICELL_RESOURCES"); root && *root) roots.emplace_back(root);
    roots.push_back(programFolder() / "../share/lexicell");
    roots.emplace_back(LEXICELL_RESOURCE_DIR);
    std::error_code error;
    for (const auto &root : roots)
        if (fs::exists(root / name, error)) return root / name;
    return Error{errors::missingResource,
                 "The program's own file " + name +
                     " is missing. Install Lexicell again, or set LEXICELL_RESOURCES to its resources folder.",
                 {}};
}

}  // namespace lexicell
