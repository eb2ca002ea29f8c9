#include "models/checkpoint/id_list.h"

#include "models/checkpoint/file_error.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <unordered_set>
#include <utility>

namespace lexicell::models::checkpoint {

namespace {

using Json = nlohmann::json;

constexpr int deepest = 3;  // {"model": {"vocab": {…}}}
constexpr std::array wrappers{"stoi",       "itos",       "vocab",    "vocabulary", "token_to_id", "id_to_token",
                              "token2id",   "id2token",   "word2idx", "idx2word",   "tokens",      "genes",
                              "gene_to_id", "id_to_gene", "gene2id",  "id2gene",    "token2idx",   "idx2token",
                              "id2label",   "label2id",   "labels",   "model",      "classes",     "encoder"};

std::optional<std::int64_t> wholeNumber(std::string_view text)
{
    std::int64_t value = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) return std::nullopt;
    return value;
}

std::optional<std::int64_t> wholeNumber(const Json &value)
{
    if (value.is_string()) return wholeNumber(std::string_view(value.get_ref<const std::string &>()));
    if (value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX) return std::nullopt;
    if (value.is_number_integer()) return value.get<std::int64_t>();
    if (!value.is_number()) return std::nullopt;
    const auto real = value.get<double>();
    if (real != std::floor(real) || std::abs(real) > 1e15) return std::nullopt;
    return static_cast<std::int64_t>(real);
}

using Pair = std::pair<std::int64_t, std::string>;  // id, name

class Reader {
  public:
    Reader(const std::filesystem::path &file, const IdListRules &rules) : m_file(file), m_rules(rules) {}

    Result<IdList> read(const Json &json, int depth) const
    {
        if (json.is_array()) return readArray(json);
        if (!json.is_object()) return wrong("is neither a JSON object nor a list");
        if (json.empty()) return wrong("holds no entry");
        if (depth < deepest)
            if (auto wrapped = readWrapped(json, depth)) return std::move(*wrapped);
        return readObject(json);
    }

  private:
    Error wrong(const std::string &what) const
    {
        return badFile(m_rules.errorClass, m_file, what, "Use the file that came with the checkpoint.");
    }

    // Places names at ids; the ids must have no gaps at the end.
    Result<IdList> place(const std::vector<Pair> &pairs, IdShape shape) const
    {
        IdList list{std::vector<std::string>(pairs.size()), shape};
        std::vector<bool> taken(pairs.size(), false);
        std::unordered_set<std::string> names;
        for (auto &[id, name] : pairs) {
            if (id < 0 || static_cast<std::size_t>(id) >= pairs.size())
                return wrong("gives \"" + name + "\" the id " + std::to_string(id) + ", but " + std::to_string(pairs.size()) +
                             " entries need the ids 0 to " + std::to_string(pairs.size() - 1));
            const auto at = static_cast<std::size_t>(id);
            if (taken[at])
                return wrong("gives the id " + std::to_string(id) + " to both \"" + list.names[at] + "\" and \"" + name + "\"");
            if (m_rules.namesDiffer && !names.insert(name).second) return wrong("names \"" + name + "\" twice");
            taken[at] = true;
            list.names[at] = name;
        }
        return list;
    }

    Result<IdList> readArray(const Json &json) const
    {
        if (json.empty()) return wrong("holds no entry");
        const bool names = json.front().is_string();
        std::vector<Pair> pairs;
        for (const Json &item : json) {
            if (names && item.is_string()) {
                pairs.emplace_back(static_cast<std::int64_t>(pairs.size()), item.get<std::string>());
                continue;
            }
            const bool pair = !names && item.is_array() && item.size() == 2;
            const std::size_t name = pair && item[0].is_string() ? 0 : 1;
            const auto id = pair ? wholeNumber(item[1 - name]) : std::nullopt;
            if (!id || !item[name].is_string())
                return wrong("is a list of which entry " + std::to_string(pairs.size() + 1) +
                             " is neither a name nor a name and its id");
            pairs.emplace_back(*id, item[name].get<std::string>());
        }
        return place(pairs, IdShape::Other);
    }

    // Empty: the object itself is the list.
    std::optional<Result<IdList>> readWrapped(const Json &json, int depth) const
    {
        std::optional<IdList> first;
        std::string firstKey;
        for (const char *key : wrappers) {
            const auto found = json.find(key);
            if (found == json.end() || !found->is_structured()) continue;
            auto list = read(*found, depth + 1);
            if (!list.ok()) return list;
            if (first && first->names != list->names)
                return wrong(std::string("says different things under \"") + firstKey + "\" and \"" + key + "\"");
            first = std::move(*list);
            firstKey = key;
        }
        if (!first) return std::nullopt;
        first->shape = IdShape::Other;
        return Result<IdList>(std::move(*first));
    }

    Result<IdList> idsOfNames(const Json &json) const
    {
        std::vector<Pair> pairs;
        for (const auto &[name, value] : json.items()) {
            const auto id = wholeNumber(value);
            if (!id) return wrong("gives \"" + name + "\" an id that is not a whole number");
            pairs.emplace_back(*id, name);
        }
        return place(pairs, IdShape::IdOfName);
    }

    Result<IdList> namesOfIds(const Json &json) const
    {
        std::vector<Pair> pairs;
        for (const auto &[key, value] : json.items()) {
            const auto id = wholeNumber(std::string_view(key));
            if (!id || !value.is_string()) return wrong("is not a list of names by number (\"" + key + "\")");
            pairs.emplace_back(*id, value.get<std::string>());
        }
        return place(pairs, IdShape::NameOfId);
    }

    Result<IdList> readObject(const Json &json) const
    {
        auto ids = idsOfNames(json);
        auto names = namesOfIds(json);
        const bool numbered = std::all_of(json.items().begin(), json.items().end(), [](const auto &entry) {
            return wholeNumber(std::string_view(entry.key())).has_value() && entry.value().is_string();
        });
        if (ids.ok() && names.ok() && ids->names != names->names && !m_rules.nameOfIdFirst)
            return wrong("has numbers as names, so that nobody can tell ids and names apart");
        if (m_rules.nameOfIdFirst) return names.ok() || numbered || !ids.ok() ? std::move(names) : std::move(ids);
        if (ids.ok() || !numbered) {
            if (ids.ok()) {  // plain only if the ids are numbers, as upstream requires
                const auto isNumber = [](const Json &value) { return value.is_number_integer(); };
                const bool plain = std::all_of(json.begin(), json.end(), isNumber);
                if (!plain) ids->shape = IdShape::Other;
            }
            return ids;
        }
        return names;
    }

    const std::filesystem::path &m_file;
    const IdListRules &m_rules;
};

}  // namespace

Result<IdList> readIdList(const Json &json, const std::filesystem::path &file, const IdListRules &rules)
{
    return Reader(file, rules).read(json, 0);
}

}  // namespace lexicell::models::checkpoint
