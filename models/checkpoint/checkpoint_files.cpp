#include "models/checkpoint/checkpoint_files.h"

#include "models/checkpoint/file_error.h"
#include "models/checkpoint/json_text.h"
#include "models/checkpoint/vocabulary.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

namespace lexicell::models::checkpoint {

namespace fs = std::filesystem;

namespace {

constexpr std::array preferredNames{"best_model.pt",          "model.safetensors",
                                    "best_model.safetensors", "model.safetensors.index.json",
                                    "pytorch_model.bin",      "pytorch_model.bin.index.json"};
constexpr std::array extensions{".pt", ".pth", ".ckpt", ".safetensors"};
constexpr std::string_view listEnding = ".index.json";
constexpr std::size_t mostParts = 10'000;

bool isFile(const fs::path &path)
{
    std::error_code error;
    return fs::is_regular_file(path, error);
}

// What fine-tuning with adapters adds (adapter_files.h).
bool isAdapter(const fs::path &file) { return file.filename() == "adapter.safetensors" || file.filename() == "head.safetensors"; }

// Other files that training programs write beside the weights.
bool isCompanion(const fs::path &file)
{
    constexpr std::array<std::string_view, 5> stems{"optimizer", "scheduler", "scaler", "training_args", "rng_state"};
    const std::string stem = file.stem().string();
    return isAdapter(file) || std::find(stems.begin(), stems.end(), stem) != stems.end() || stem.starts_with("rng_state_") ||
           stem.starts_with("random_states_");
}

// model-00002-of-00003.safetensors
struct PartName {
    std::string before;  // "model"
    std::string after;   // ".safetensors"
    std::size_t number = 0;
    std::size_t count = 0;
    std::size_t digits = 0;

    std::string name(std::size_t part) const
    {
        const auto padded = [this](std::size_t value) {
            std::string text = std::to_string(value);
            return text.size() < digits ? std::string(digits - text.size(), '0') + text : text;
        };
        return before + "-" + padded(part) + "-of-" + padded(count) + after;
    }
};

std::optional<PartName> partName(const std::string &name)
{
    const auto of = name.rfind("-of-");
    const auto dash = of == std::string::npos || of == 0 ? std::string::npos : name.rfind('-', of - 1);
    if (dash == std::string::npos) return std::nullopt;
    PartName part{name.substr(0, dash), {}, 0, 0, of - dash - 1};
    const char *numberEnd = name.data() + of;
    const char *countBegin = numberEnd + 4;
    const auto number = std::from_chars(name.data() + dash + 1, numberEnd, part.number);
    const auto count = std::from_chars(countBegin, name.data() + name.size(), part.count);
    if (number.ec != std::errc() || number.ptr != numberEnd || count.ec != std::errc()) return std::nullopt;
    part.after.assign(count.ptr, name.data() + name.size());
    const bool possible =
        part.number >= 1 && part.number <= part.count && part.count <= mostParts && part.name(part.number) == name;
    return possible ? std::optional(part) : std::nullopt;
}

std::vector<fs::path> filesWith(const fs::path &folder, bool (*wanted)(const fs::path &))
{
    std::vector<fs::path> files;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
        if (wanted(entry->path()) && isFile(entry->path())) files.push_back(entry->path());
    std::sort(files.begin(), files.end());
    return files;
}

bool isWeights(const fs::path &file)
{
    return std::find(extensions.begin(), extensions.end(), file.extension().string()) != extensions.end();
}

// Many programs use the extension .bin for other files, so it counts only if there is nothing else.
std::vector<fs::path> candidates(const fs::path &folder)
{
    auto files = filesWith(folder, isWeights);
    if (files.empty()) files = filesWith(folder, [](const fs::path &file) { return file.extension() == ".bin"; });
    if (std::any_of(files.begin(), files.end(), [](const fs::path &file) { return !isCompanion(file); }))
        std::erase_if(files, isCompanion);
    return files;
}

// All parts of one checkpoint count as one.
bool arePartsOfOne(const std::vector<fs::path> &files)
{
    const auto first = partName(files.front().filename().string());
    return first && std::all_of(files.begin(), files.end(), [&](const fs::path &file) {
               const auto part = partName(file.filename().string());
               return part && part->before == first->before && part->after == first->after && part->count == first->count;
           });
}

Result<fs::path> fileOfFolder(const fs::path &folder)
{
    for (const char *name : preferredNames)
        if (isFile(folder / name)) return folder / name;
    const auto lists = filesWith(folder, [](const fs::path &file) { return file.filename().string().ends_with(listEnding); });
    if (lists.size() == 1) return lists.front();
    const auto files = candidates(folder);
    if (files.empty())
        return Error{errors::noCheckpoint,
                     "There is no checkpoint (.pt, .pth, .ckpt, .bin or .safetensors) in " + folder.string() +
                         ". Choose the folder that holds best_model.pt.",
                     {}};
    if (files.size() == 1 || arePartsOfOne(files)) return files.front();
    if (std::all_of(files.begin(), files.end(), isAdapter))
        return Error{errors::noCheckpoint,
                     folder.string() + " holds an adapter and not its checkpoint. Merge it into the checkpoint that it was made "
                                       "for, and choose the copy.",
                     {}};
    std::string names;
    Choice choice{"file"};
    for (const auto &file : files) {
        names += (names.empty() ? "" : ", ") + file.filename().string();
        choice.values.push_back(file.string());
    }
    return Error{errors::ambiguousModel,
                 "There are several checkpoints in " + folder.string() + ": " + names + ". Name the file you want.",
                 {},
                 {std::move(choice)}};
}

Result<CheckpointParts> listedParts(const fs::path &list)
{
    const auto bad = [&](const std::string &what) {
        return badFile(errors::badIndex, list, what, "Copy or download the model's folder again.");
    };
    LEXICELL_TRY(text, readTextFile(list));
    LEXICELL_TRY(json, parseJsonObject(text, list));
    const auto map = json.find("weight_map");
    if (map == json.end() || !map->is_object() || map->empty()) return bad("lists no tensors (weight_map)");
    CheckpointParts parts;
    std::set<std::string> names;
    for (const auto &[tensor, file] : map->items()) {
        if (!file.is_string()) return bad("does not say in which file the tensor " + tensor + " lies");
        const auto name = file.get<std::string>();
        if (name.empty() || name == "." || name == ".." || name.find_first_of(std::string_view("/\\\0", 3)) != std::string::npos)
            return bad("names a file outside its folder for the tensor " + tensor);
        names.insert(name);
        parts.tensors.push_back(tensor);
    }
    if (names.size() > mostParts) return bad("names more than " + std::to_string(mostParts) + " files");
    for (const std::string &name : names) parts.files.push_back(list.parent_path() / name);
    return parts;
}

Result<CheckpointParts> checkThere(CheckpointParts parts, const fs::path &file)
{
    for (const fs::path &part : parts.files)
        if (!isFile(part))
            return Error{errors::missingPart,
                         file.string() + " belongs to a model in " + std::to_string(parts.files.size()) + " parts, and " +
                             part.filename().string() + " is not beside it. Copy or download the missing part.",
                         {}};
    return parts;
}

}  // namespace

Result<fs::path> checkpointFile(const fs::path &path)
{
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (fs::is_directory(status)) return fileOfFolder(path);
    if (fs::exists(status)) return path;
    return Error{errors::notFound, "There is no file or folder " + path.string() + ". Check the path.", {}};
}

Result<CheckpointParts> partsOf(const fs::path &file)
{
    const std::string name = file.filename().string();
    if (name.ends_with(listEnding)) {
        LEXICELL_TRY(listed, listedParts(file));
        return checkThere(std::move(listed), file);
    }
    const auto part = partName(name);
    if (!part || part->count < 2) return CheckpointParts{{file}, {}};
    const fs::path list = file.parent_path() / (part->before + part->after + std::string(listEnding));
    if (isFile(list)) {
        LEXICELL_TRY(listed, listedParts(list));
        return checkThere(std::move(listed), file);
    }
    CheckpointParts parts;
    for (std::size_t i = 1; i <= part->count; ++i) parts.files.push_back(file.parent_path() / part->name(i));
    return checkThere(std::move(parts), file);
}

}  // namespace lexicell::models::checkpoint
