// The checkpoints of the fixtures that are meant to be opened, of all four families.
#pragma once

#include "tests/support/fixtures.h"
#include "tests/support/hdf5_values.h"

#include <algorithm>
#include <string>
#include <vector>

namespace lexicell::test {

struct GoodCheckpoint {
    std::string family;
    std::filesystem::path file;
    std::string name;  // "scbert lm_g160/pretrain.pth"
};

// Whatever lies there but folders that say "broken" or "malicious". Empty: no fixtures at all.
inline std::vector<GoodCheckpoint> goodCheckpoints()
{
    namespace fs = std::filesystem;
    std::vector<GoodCheckpoint> list;
    for (const char *family : {"scgpt", "scbert", "exceiver", "scemb"}) {
        const auto root = fixtures(family);
        if (!root) continue;
        for (const auto &entry : fs::recursive_directory_iterator(*root)) {
            const std::string extension = entry.path().extension().string();
            const std::string relative = fs::relative(entry.path(), *root).generic_string();
            const bool weights = extension == ".pt" || extension == ".pth" || extension == ".ckpt" || extension == ".safetensors";
            if (!weights || relative.find("broken") != std::string::npos || relative.find("malicious") != std::string::npos)
                continue;
            list.push_back({family, entry.path(), std::string(family) + " " + relative});
        }
    }
    std::sort(list.begin(), list.end(), [](const auto &a, const auto &b) { return a.name < b.name; });
    return list;
}

// The folders that a list of scGPT's pytorch_names/expected.h5 names.
inline std::vector<std::filesystem::path> listedFolders(const std::filesystem::path &scgpt, const char *list)
{
    std::vector<std::filesystem::path> folders;
    for (const auto &name : Hdf5File(scgpt / "pytorch_names/expected.h5").strings(list).values)
        folders.push_back(scgpt / "pytorch_names" / name);
    return folders;
}

}  // namespace lexicell::test
