#include "models/checkpoint/vocabulary.h"

#include "models/checkpoint/atomic_file.h"
#include "models/checkpoint/file_error.h"
#include "models/checkpoint/json_text.h"
#include "models/checkpoint/mapped_file.h"

#include <charconv>
#include <optional>

namespace lexicell::models::checkpoint {

namespace {

using Json = nlohmann::json;

constexpr std::size_t largestText = std::size_t{64} << 20;

// Places `text` at `id` of a list that must end up without gaps.
class IdList {
  public:
    IdList(std::size_t size, const std::filesystem::path &file, const char *errorClass)
        : m_items(size), m_taken(size, false), m_file(file), m_errorClass(errorClass)
    {
    }
    Result<void> place(std::int64_t id, const std::string &text)
    {
        if (id < 0 || static_cast<std::size_t>(id) >= m_items.size())
            return wrong("gives \"" + text + "\" the id " + std::to_string(id) + ", but " + std::to_string(m_items.size()) +
                         " entries need the ids 0 to " + std::to_string(m_items.size() - 1));
        const auto at = static_cast<std::size_t>(id);
        if (m_taken[at])
            return wrong("gives the id " + std::to_string(id) + " to both \"" + m_items[at] + "\" and \"" + text + "\"");
        m_taken[at] = true;
        m_items[at] = text;
        return {};
    }
    Error wrong(const std::string &what) const
    {
        return badFile(m_errorClass, m_file, what, "Use the file that came with the checkpoint.");
    }
    std::vector<std::string> items() && { return std::move(m_items); }

  private:
    std::vector<std::string> m_items;
    std::vector<bool> m_taken;
    const std::filesystem::path &m_file;
    const char *m_errorClass;
};

std::optional<std::int64_t> wholeNumber(std::string_view text)
{
    std::int64_t value = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) return std::nullopt;
    return value;
}

Result<Json> readObject(const std::filesystem::path &file)
{
    LEXICELL_TRY(text, readTextFile(file));
    return parseJsonObject(text, file);
}

}  // namespace

Result<std::string> readTextFile(const std::filesystem::path &file)
{
    LEXICELL_TRY(bytes, MappedFile::open(file));
    if (bytes.size > largestText)
        return badFile("unsupported_type", file, "is too large for a text file beside a checkpoint",
                       "Check that it is the right file.");
    return std::string(reinterpret_cast<const char *>(bytes.data), bytes.size);
}

Result<std::vector<std::string>> readVocabulary(const std::filesystem::path &file)
{
    LEXICELL_TRY(json, readObject(file));
    IdList tokens(json.size(), file, "bad_vocabulary");
    if (json.empty()) return tokens.wrong("holds no token");
    for (const auto &[token, id] : json.items()) {
        if (!id.is_number_integer()) return tokens.wrong("gives \"" + token + "\" an id that is no whole number");
        if (id.is_number_unsigned() && id.get<std::uint64_t>() > INT64_MAX)
            return tokens.wrong("gives \"" + token + "\" an impossible id");
        LEXICELL_CHECK(tokens.place(id.get<std::int64_t>(), token));
    }
    return std::move(tokens).items();
}

Result<void> writeVocabulary(const std::vector<std::string> &tokens, const std::filesystem::path &file)
{
    // Written by hand: a JSON object would sort the tokens, and people read this file by id.
    std::string text = "{";
    for (std::size_t id = 0; id < tokens.size(); ++id) {
        text += id == 0 ? "\n  " : ",\n  ";
        text += Json(tokens[id]).dump(-1, ' ', false, Json::error_handler_t::replace) + ": " + std::to_string(id);
    }
    text += "\n}\n";
    return writeTextFile(file, text);
}

Result<std::vector<std::string>> readLabels(const std::filesystem::path &file)
{
    LEXICELL_TRY(json, readObject(file));
    IdList labels(json.size(), file, "bad_labels");
    for (const auto &[key, name] : json.items()) {
        const auto id = wholeNumber(key);
        if (!id || !name.is_string()) return labels.wrong("is not a list of class names by number (\"" + key + "\")");
        LEXICELL_CHECK(labels.place(*id, name.get<std::string>()));
    }
    return std::move(labels).items();
}

}  // namespace lexicell::models::checkpoint
