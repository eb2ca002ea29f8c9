#include "models/checkpoint/vocabulary.h"

#include "core/files/atomic_file.h"
#include "models/checkpoint/file_error.h"
#include "models/checkpoint/id_list.h"
#include "models/checkpoint/json_text.h"
#include "core/files/mapped_file.h"

namespace lexicell::models::checkpoint {

namespace {

using Json = nlohmann::json;

constexpr std::size_t largestText = std::size_t{64} << 20;

Result<IdList> readList(const std::filesystem::path &file, const IdListRules &rules)
{
    LEXICELL_TRY(text, readTextFile(file));
    LEXICELL_TRY(json, parseJsonText(text, file));
    return readIdList(json, file, rules);
}

}  // namespace

Result<std::string> readTextFile(const std::filesystem::path &file)
{
    LEXICELL_TRY(bytes, files::MappedFile::open(file));
    if (bytes.size > largestText)
        return badFile(errors::unsupportedType, file, "is too large for a text file beside a checkpoint",
                       "Check that it is the right file.");
    return std::string(reinterpret_cast<const char *>(bytes.data), bytes.size);
}

Result<std::vector<std::string>> readVocabulary(const std::filesystem::path &file, bool *plain)
{
    LEXICELL_TRY(list, readList(file, {errors::badVocabulary, true, false}));
    if (plain) *plain = list.shape == IdShape::IdOfName;
    return std::move(list.names);
}

Result<void> writeVocabulary(const std::vector<std::string> &tokens, const std::filesystem::path &file)
{
    // Written without the JSON library: an object would sort the tokens, but people read this file by id.
    std::string text = "{";
    for (std::size_t id = 0; id < tokens.size(); ++id) {
        text += id == 0 ? "\n  " : ",\n  ";
        text += Json(tokens[id]).dump(-1, ' ', false, Json::error_handler_t::replace) + ": " + std::to_string(id);
    }
    text += "\n}\n";
    return files::writeTextFile(file, text);
}

Result<std::vector<std::string>> readLabels(const std::filesystem::path &file, bool *plain)
{
    LEXICELL_TRY(list, readList(file, {errors::badLabels, false, true}));
    if (plain) *plain = list.shape == IdShape::NameOfId;
    return std::move(list.names);
}

Result<void> writeLabels(const std::vector<std::string> &names, const std::filesystem::path &file)
{
    nlohmann::ordered_json labels = nlohmann::ordered_json::object();
    for (std::size_t id = 0; id < names.size(); ++id) labels[std::to_string(id)] = names[id];
    return files::writeTextFile(file, labels.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
}

}  // namespace lexicell::models::checkpoint
