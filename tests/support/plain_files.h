// Files as a test writes and looks at them: their bytes, and the names in a folder.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

namespace lexicell::test {

inline void write(const std::filesystem::path &file, const std::string &text) { std::ofstream(file, std::ios::binary) << text; }

// Empty: there is no such file.
inline std::string bytesOf(const std::filesystem::path &file)
{
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

inline std::set<std::string> namesIn(const std::filesystem::path &folder)
{
    std::set<std::string> names;
    for (const auto &entry : std::filesystem::directory_iterator(folder)) names.insert(entry.path().filename().string());
    return names;
}

}  // namespace lexicell::test
