#include "tests/support/fixtures.h"

#include <algorithm>
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

bool holdsCases(const fs::path &family)
{
    const auto tells = [](const fs::directory_entry &entry) {
        const std::string name = entry.path().filename().string();
        return name == "expected.h5" || name == "expected.json" || name == "manifest.json" || name == "tiny_models.json";
    };
    return std::any_of(fs::recursive_directory_iterator(family), fs::recursive_directory_iterator(), tells);
}

std::vector<fs::path> caseFolders(const fs::path &parent, const std::string &file, const std::vector<std::string> &prefixes)
{
    std::vector<fs::path> folders;
    if (!fs::is_directory(parent)) return folders;
    for (const auto &entry : fs::directory_iterator(parent)) {
        const std::string name = entry.path().filename().string();
        const bool wanted = prefixes.empty() || std::any_of(prefixes.begin(), prefixes.end(),
                                                            [&](const std::string &prefix) { return name.starts_with(prefix); });
        if (wanted && fs::exists(entry.path() / file)) folders.push_back(entry.path());
    }
    std::sort(folders.begin(), folders.end());
    return folders;
}

std::string device()
{
    const char *chosen = std::getenv("LEXICELL_TEST_DEVICE");
    return chosen && *chosen ? chosen : "cpu";
}

}  // namespace lexicell::test
