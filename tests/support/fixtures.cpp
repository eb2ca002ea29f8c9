#include "tests/support/fixtures.h"

#include <cstdlib>

namespace lexicell::test {

namespace fs = std::filesystem;

fs::path sourceRoot() { return LEXICELL_SOURCE_DIR; }

static std::optional<fs::path> firstExisting(const char *variable, const fs::path &shared, const fs::path &own,
                                             const std::string &name)
{
    if (const char *root = std::getenv(variable); root && *root && fs::exists(fs::path(root) / name))
        return fs::path(root) / name;
    if (fs::exists(shared / name)) return shared / name;
    if (!own.empty() && fs::exists(own / name)) return own / name;
    return std::nullopt;
}

std::optional<fs::path> fixtures(const std::string &family)
{
    return firstExisting("LEXICELL_FIXTURES", sourceRoot() / "../shared/fixtures", sourceRoot() / "tests/fixtures", family);
}

std::optional<fs::path> realData(const std::string &relativePath)
{
    return firstExisting("LEXICELL_DATA", sourceRoot() / "../shared/data", {}, relativePath);
}

std::string device()
{
    const char *chosen = std::getenv("LEXICELL_TEST_DEVICE");
    return chosen && *chosen ? chosen : "cpu";
}

}  // namespace lexicell::test
