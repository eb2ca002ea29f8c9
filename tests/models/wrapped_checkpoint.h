// A good checkpoint once more as training loops save it: names behind a prefix, the state dict under a key, beside an optimizer
// and an average, in parts. The files beside it come along.
#pragma once

#include "models/checkpoint/bundle.h"
#include "models/checkpoint/safetensors/safetensors.h"
#include "models/checkpoint/torch/torch_writer.h"
#include "tests/models/good_checkpoints.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace lexicell::test {

using models::checkpoint::TensorMap;

// Copies everything of a checkpoint's folder but weights; gives the tensors of the checkpoint.
inline Result<TensorMap> unpackInto(const std::filesystem::path &checkpoint, const std::filesystem::path &folder)
{
    namespace fs = std::filesystem;
    fs::create_directories(folder);
    for (const auto &entry : fs::directory_iterator(checkpoint.parent_path())) {
        const std::string extension = entry.path().extension().string();
        const bool weights = extension == ".pt" || extension == ".pth" || extension == ".ckpt" || extension == ".safetensors";
        if (entry.is_regular_file() && !weights) fs::copy_file(entry.path(), folder / entry.path().filename());
    }
    JobContext context;
    LEXICELL_TRY(bundle, models::checkpoint::openBundle(checkpoint, context));
    return std::move(bundle.tensors);
}

inline TensorMap prefixed(const TensorMap &tensors, const std::string &prefix)
{
    TensorMap result;
    for (const auto &[name, tensor] : tensors.entries) result.add(prefix + name, tensor);
    return result;
}

inline void join(TensorMap &tensors, const TensorMap &more)
{
    tensors.entries.insert(tensors.entries.end(), more.entries.begin(), more.entries.end());
}

// In two parts and a list of them, as Hugging Face's programs write it.
inline Result<void> writeParts(const TensorMap &tensors, const std::filesystem::path &folder, bool list, bool safetensors = true)
{
    const std::string stem = safetensors ? "model" : "pytorch_model", ending = safetensors ? ".safetensors" : ".bin";
    TensorMap parts[2];
    std::string map;
    for (std::size_t i = 0; i < tensors.entries.size(); ++i) {
        const std::size_t part = i < tensors.entries.size() / 3 ? 0 : 1;
        parts[part].entries.push_back(tensors.entries[i]);
        map += (map.empty() ? "\"" : ", \"") + tensors.entries[i].first + "\": \"" + stem + "-0000" + std::to_string(part + 1) +
               "-of-00002" + ending + "\"";
    }
    for (int part = 0; part < 2; ++part) {
        const auto file = folder / (stem + "-0000" + std::to_string(part + 1) + "-of-00002" + ending);
        LEXICELL_CHECK(safetensors ? models::checkpoint::writeSafetensors(parts[part], file)
                                   : models::checkpoint::writeTorchZip(parts[part], file));
    }
    if (list)
        std::ofstream(folder / (stem + ending + ".index.json"))
            << R"({"metadata": {"total_size": 1}, "weight_map": {)" << map << "}}";
    return {};
}

}  // namespace lexicell::test
