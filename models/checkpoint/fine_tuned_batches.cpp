#include "models/checkpoint/fine_tuned_batches.h"

#include "core/files/atomic_file.h"
#include "models/checkpoint/file_error.h"
#include "models/checkpoint/json_text.h"
#include "models/checkpoint/vocabulary.h"

#include <set>

namespace lexicell::models::checkpoint {

namespace {

namespace fs = std::filesystem;

Error badBatches(const fs::path &file, const std::string &what)
{
    return badFile(errors::badConfig, file, what, "Use the batches.json that came with the checkpoint.");
}

// The list of distinct strings under `key`; there is none: an empty one.
Result<std::vector<std::string>> distinctNames(const nlohmann::json &json, const char *key, const fs::path &file)
{
    std::vector<std::string> names;
    if (!json.contains(key)) return names;
    const nlohmann::json &list = json.at(key);
    if (!list.is_array()) return badBatches(file, std::string("holds no list under \"") + key + "\"");
    std::set<std::string> seen;
    for (const nlohmann::json &item : list) {
        if (!item.is_string()) return badBatches(file, std::string("holds something else than names under \"") + key + "\"");
        names.push_back(item.get<std::string>());
        if (!seen.insert(names.back()).second) return badBatches(file, "lists " + names.back() + " twice under \"" + key + "\"");
    }
    return names;
}

}  // namespace

Result<FineTunedBatches> readFineTunedBatches(const fs::path &file)
{
    LEXICELL_TRY(text, readTextFile(file));
    LEXICELL_TRY(json, parseJsonObject(text, file));
    FineTunedBatches batches;
    LEXICELL_TRY(names, distinctNames(json, "batches", file));
    LEXICELL_TRY(genes, distinctNames(json, "genes", file));
    if (names.empty() && genes.empty()) return badBatches(file, "names neither a batch nor a gene");
    batches.names = std::move(names);
    batches.genes = std::move(genes);
    return batches;
}

Result<void> writeFineTunedBatches(const FineTunedBatches &batches, const fs::path &file)
{
    const nlohmann::ordered_json json{{"batches", batches.names}, {"genes", batches.genes}};
    return files::writeTextFile(file, json.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

}  // namespace lexicell::models::checkpoint
