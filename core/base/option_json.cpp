#include "core/base/option_json.h"

#include "core/base/json_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

namespace lexicell {

using Json = nlohmann::json;

struct OptionReader::State {
    Json object;
    std::set<std::string> known;
    std::set<std::string> kept;
    Result<void> status;

    void fail(const ErrorClass &errorClass, std::string message)
    {
        if (status.ok()) status = Error{ErrorKind::Usage, errorClass, std::move(message), {}};
    }
};

OptionReader::OptionReader(std::string_view json) : m_state(std::make_unique<State>())
{
    m_state->object = parseJson(json).value_or(Json());
    if (!m_state->object.is_object())
        m_state->fail(errors::badJson, "Options must be one JSON object, like {\"n-neighbors\": 15}.");
}

OptionReader::~OptionReader() = default;

void OptionReader::keep(const std::string &name) { m_state->kept.insert(name); }

// Exact types only: the text "15" is not a number, and 1.5 is not a count.
static bool fits(const Json &value, bool) { return value.is_boolean(); }
static bool fits(const Json &value, int)
{
    return value.is_number_integer() && value.get<double>() >= -2147483648.0 && value.get<double>() <= 2147483647.0;
}
static bool fits(const Json &value, std::int64_t) { return value.is_number_integer(); }
static bool fits(const Json &value, double) { return value.is_number(); }
static bool fits(const Json &value, const std::string &) { return value.is_string(); }
static bool fits(const Json &value, const std::vector<std::string> &)
{
    return value.is_array() && std::all_of(value.begin(), value.end(), [](const Json &item) { return item.is_string(); });
}

template <class T> static std::string outsideChoices(const Option &, const T &) { return {}; }
static std::string outsideChoices(const Option &option, const std::string &value)
{
    if (option.choices.empty() || std::find(option.choices.begin(), option.choices.end(), value) != option.choices.end())
        return {};
    std::string choices;
    for (const char *choice : option.choices) choices += (choices.empty() ? "" : ", ") + std::string(choice);
    return choices;
}

template <class T> void OptionReader::read(const Option &option, T &field, const char *type)
{
    m_state->known.insert(option.name);
    if (!m_state->object.is_object() || m_state->kept.count(option.name)) return;
    const auto found = m_state->object.find(option.name);
    if (found == m_state->object.end()) return;
    if (!fits(*found, field)) {
        m_state->fail(errors::badOption,
                      std::string("Option ") + option.name + " must be " + type + ", not " + found->dump() + ".");
        return;
    }
    const T value = found->get<T>();
    if (const std::string choices = outsideChoices(option, value); !choices.empty()) {
        m_state->fail(errors::badOption,
                      std::string("Option ") + option.name + " must be one of " + choices + ", not " + found->dump() + ".");
        return;
    }
    field = value;
}

void OptionReader::operator()(const Option &option, bool &field) { read(option, field, "true or false"); }
void OptionReader::operator()(const Option &option, int &field) { read(option, field, "a whole number"); }
void OptionReader::operator()(const Option &option, std::int64_t &field) { read(option, field, "a whole number"); }
void OptionReader::operator()(const Option &option, double &field) { read(option, field, "a number"); }
void OptionReader::operator()(const Option &option, std::string &field) { read(option, field, "text"); }
void OptionReader::operator()(const Option &option, std::vector<std::string> &field) { read(option, field, "a list of texts"); }

Result<void> OptionReader::finish() const
{
    if (!m_state->status.ok()) return m_state->status;
    for (const auto &[key, value] : m_state->object.items()) {
        if (m_state->known.count(key)) continue;
        std::string names;
        for (const auto &name : m_state->known) names += (names.empty() ? "" : ", ") + name;
        return Error{errors::unknownOption, "There is no option \"" + key + "\" here. The options are: " + names + ".", {}};
    }
    return {};
}

void OptionWriter::operator()(const Option &option, double field)
{
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), field).ptr;  // shortest text that reads back equal
    add(option, std::string(text.data(), end));
}

void OptionWriter::operator()(const Option &option, const std::vector<std::string> &field) { add(option, Json(field).dump()); }

}  // namespace lexicell
