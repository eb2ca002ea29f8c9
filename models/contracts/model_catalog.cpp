#include "models/contracts/model_catalog.h"

#include "core/base/platform/resources.h"
#include "models/checkpoint/file_error.h"
#include "models/checkpoint/json_text.h"
#include "models/checkpoint/vocabulary.h"

#include <algorithm>

namespace lexicell::models {

namespace {

using Json = nlohmann::json;

constexpr std::string_view idLetters = "abcdefghijklmnopqrstuvwxyz0123456789_";

// A catalog is our own file, but a wrong hash in it would cost a user hours, so every entry is checked.
class EntryReader {
  public:
    EntryReader(const Json &json, const std::filesystem::path &file) : m_json(json), m_file(file) {}

    Result<CatalogEntry> read()
    {
        CatalogEntry entry;
        entry.id = text(m_json, "id");
        entry.name = text(m_json, "name");
        entry.family = text(m_json, "family");
        entry.summary = text(m_json, "summary");
        entry.license = text(m_json, "licence");
        entry.homepage = text(m_json, "homepage");
        entry.resource = text(m_json, "resource");
        entry.parameters = number(m_json, "parameters");
        entry.vocabulary = number(m_json, "vocabulary");
        if (entry.id.empty() || entry.id.find_first_not_of(idLetters) != std::string::npos) return bad("id");
        for (const auto &[key, value] : {std::pair{"name", &entry.name}, {"family", &entry.family}, {"licence", &entry.license}})
            if (value->empty()) return bad(key);
        for (const Json &item : list("files")) {
            CatalogFile file{text(item, "name"), text(item, "url"), number(item, "bytes"), text(item, "sha256")};
            if (file.name.empty() || file.name.find('/') != std::string::npos || file.name.front() == '.') return bad("name");
            if (!file.url.starts_with("https://")) return bad("url");
            if (file.bytes <= 0) return bad("bytes");
            if (file.sha256.size() != 64 || file.sha256.find_first_not_of("0123456789abcdef") != std::string::npos)
                return bad("sha256");
            entry.files.push_back(std::move(file));
        }
        for (const Json &step : list("instructions"))
            if (step.is_string()) entry.instructions.push_back(step.get<std::string>());
        if (entry.files.empty() && entry.instructions.empty()) return bad("instructions");
        return entry;
    }

  private:
    static std::string text(const Json &json, const char *key)
    {
        const auto found = json.is_object() ? json.find(key) : json.end();
        return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
    }
    static std::int64_t number(const Json &json, const char *key)
    {
        const auto found = json.is_object() ? json.find(key) : json.end();
        return found != json.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
    }
    Json list(const char *key) const
    {
        const auto found = m_json.is_object() ? m_json.find(key) : m_json.end();
        return found != m_json.end() && found->is_array() ? *found : Json::array();
    }
    Error bad(const char *key) const
    {
        const std::string name = text(m_json, "id");
        return checkpoint::badFile(errors::badCatalog, m_file,
                                   "has an entry " + (name.empty() ? std::string() : name + " ") + "whose \"" + key +
                                       "\" is missing or impossible",
                                   "Install Lexicell again.");
    }

    const Json &m_json;
    const std::filesystem::path &m_file;
};

}  // namespace

Result<std::vector<CatalogEntry>> readModelCatalog(const std::filesystem::path &file)
{
    LEXICELL_TRY(text, checkpoint::readTextFile(file));
    LEXICELL_TRY(json, checkpoint::parseJsonObject(text, file));
    std::vector<CatalogEntry> entries;
    if (!json.contains("models") || !json["models"].is_array())
        return checkpoint::badFile(errors::badCatalog, file, "lists no models", "Install Lexicell again.");
    for (const Json &item : json["models"]) {
        LEXICELL_TRY(entry, EntryReader(item, file).read());
        const auto same = [&](const CatalogEntry &other) { return other.id == entry.id; };
        if (std::any_of(entries.begin(), entries.end(), same))
            return checkpoint::badFile(errors::badCatalog, file, "names " + entry.id + " twice", "Install Lexicell again.");
        entries.push_back(std::move(entry));
    }
    return entries;
}

Result<std::vector<CatalogEntry>> modelCatalog()
{
    LEXICELL_TRY(file, resourceFile("models/catalog.json"));
    return readModelCatalog(file);
}

std::optional<CatalogEntry> findInCatalog(const std::string &sha256)
{
    auto catalog = modelCatalog();
    if (!catalog.ok()) return std::nullopt;
    for (CatalogEntry &entry : *catalog)
        for (const CatalogFile &file : entry.files)
            if (file.sha256 == sha256) return std::move(entry);
    return std::nullopt;
}

}  // namespace lexicell::models
