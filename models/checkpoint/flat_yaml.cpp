#include "models/checkpoint/flat_yaml.h"

#include "core/base/guarded.h"
#include "core/base/json_text.h"
#include "models/checkpoint/file_error.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <sstream>

namespace lexicell::models::checkpoint {

namespace {

constexpr std::size_t largestText = std::size_t{1} << 20;  // bytes; settings have a few thousand

template <class T> std::optional<T> number(std::string_view text)
{
    T value{};
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) return std::nullopt;
    return value;
}

PlainValue plainScalar(const std::string &text)
{
    if (text == "true" || text == "True" || text == "TRUE") return true;
    if (text == "false" || text == "False" || text == "FALSE") return false;
    if (const auto whole = number<std::int64_t>(text)) return *whole;
    if (const auto real = number<double>(text)) return *real;
    return text;
}

// Collects the scalars of the outermost map; everything below it is passed over.
class OutermostMap final : public YAML::EventHandler {
  public:
    PlainValue values = PlainValue::object();
    std::string duplicate;

    void OnDocumentStart(const YAML::Mark &) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark &, YAML::anchor_t anchor) override { scalar("null", PlainValue(nullptr), anchor); }
    void OnAlias(const YAML::Mark &, YAML::anchor_t anchor) override
    {
        const auto named = m_anchors.find(anchor);
        take({}, named == m_anchors.end() ? std::nullopt : std::optional<PlainValue>(named->second));
    }
    void OnScalar(const YAML::Mark &, const std::string &tag, YAML::anchor_t anchor, const std::string &text) override
    {
        constexpr std::string_view core = "tag:yaml.org,2002:";  // !!int and its like
        if (tag == "?") scalar(text, plainScalar(text), anchor);
        else if (tag == "!" || tag == std::string(core) + "str") scalar(text, text, anchor);
        else if (tag.starts_with(core) && tag.find("python") == std::string::npos) scalar(text, plainScalar(text), anchor);
        else take(text, std::nullopt);
    }
    void OnSequenceStart(const YAML::Mark &mark, const std::string &, YAML::anchor_t, YAML::EmitterStyle::value) override
    {
        enter(mark);
    }
    void OnSequenceEnd() override { --m_depth; }
    void OnMapStart(const YAML::Mark &mark, const std::string &, YAML::anchor_t, YAML::EmitterStyle::value) override
    {
        if (m_depth == 0) m_isMap = true;
        enter(mark);
    }
    void OnMapEnd() override { --m_depth; }

  private:
    void enter(const YAML::Mark &mark)
    {
        take({}, std::nullopt);
        if (++m_depth > deepestJson) throw YAML::ParserException(mark, "nested too deeply");
    }
    void scalar(const std::string &text, PlainValue value, YAML::anchor_t anchor)
    {
        if (anchor != 0) m_anchors[anchor] = value;
        take(text, std::move(value));
    }
    // Keys and values of a map arrive in turn. `text`: none for what cannot be a key; `value`: none for what is left out.
    void take(std::optional<std::string> text, std::optional<PlainValue> value)
    {
        if (m_depth != 1 || !m_isMap) return;
        if (m_atKey) {
            m_key = std::move(text);
        } else if (m_key) {
            // At the end, because the object would search all its keys.
            if (!m_seen.insert(*m_key).second) duplicate = *m_key;
            else if (value) values.get_ref<PlainValue::object_t &>().emplace_back(*m_key, std::move(*value));
        }
        m_atKey = !m_atKey;
    }

    std::map<YAML::anchor_t, PlainValue> m_anchors;
    std::set<std::string> m_seen;
    std::optional<std::string> m_key;
    std::size_t m_depth = 0;
    bool m_isMap = false, m_atKey = true;
};

// YAML 1.1 reads a number with an exponent but without a point as text, hence 1.0e-05 as PyYAML writes it.
std::string realText(double value)
{
    if (std::isnan(value)) return ".nan";
    if (std::isinf(value)) return value > 0.0 ? ".inf" : "-.inf";
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, value).ptr;
    std::string shortest(text, end);
    if (shortest.find('.') == std::string::npos) {
        const auto exponent = shortest.find('e');
        shortest.insert(exponent == std::string::npos ? shortest.size() : exponent, ".0");
    }
    return shortest;
}

}  // namespace

Result<PlainValue> readFlatYaml(std::string_view text, const std::filesystem::path &file)
{
    if (text.size() > largestText)
        return badFile(errors::parseError, file, "has more than 1 MiB",
                       "No file of settings does: use the one that came with it.");
    return guarded("open " + file.string(), [&]() -> Result<PlainValue> {
        OutermostMap map;
        try {
            std::istringstream stream{std::string(text)};
            YAML::Parser(stream).HandleNextDocument(map);
        } catch (const YAML::Exception &failure) {
            return corruptFile(errors::parseError, file,
                               "is not readable YAML (line " + std::to_string(failure.mark.line + 1) + ": " + failure.msg + ")");
        }
        if (!map.duplicate.empty())
            return badFile(errors::duplicateKey, file, "names \"" + map.duplicate + "\" twice", "Remove one of the two.");
        return std::move(map.values);
    });
}

std::string flatYamlText(const PlainValue &values)
{
    YAML::Emitter text;
    text.SetNullFormat(YAML::LowerNull);
    text << YAML::BeginMap;
    bool any = false;
    for (const auto &[key, value] : values.items()) {
        if (!value.is_primitive() || value.is_binary()) continue;
        any = true;
        text << YAML::Key << key << YAML::Value;
        if (value.is_null()) text << YAML::Null;
        else if (value.is_string()) text << YAML::SingleQuoted << value.get_ref<const std::string &>();
        else text << (value.is_number_float() ? realText(value.get<double>()) : value.dump());
    }
    text << YAML::EndMap;
    return any ? std::string(text.c_str()) + "\n" : std::string();
}

}  // namespace lexicell::models::checkpoint
