#include "core/data/element.h"

#include "core/data/number_text.h"

#include <algorithm>

namespace lexicell::data {

static auto position(const Dict &dict, const std::string &key)
{
    return std::find_if(dict.entries.begin(), dict.entries.end(), [&](const auto &entry) { return entry.first == key; });
}

const Element *Dict::find(const std::string &key) const
{
    const auto found = position(*this, key);
    return found == entries.end() ? nullptr : found->second.get();
}

ElementPtr Dict::get(const std::string &key) const
{
    const auto found = position(*this, key);
    return found == entries.end() ? nullptr : found->second;
}

void Dict::set(const std::string &key, ElementPtr value)
{
    const auto found = position(*this, key);
    if (found == entries.end()) entries.emplace_back(key, std::move(value));
    else entries[static_cast<std::size_t>(found - entries.begin())].second = std::move(value);
}

bool Dict::erase(const std::string &key)
{
    const auto found = position(*this, key);
    if (found == entries.end()) return false;
    entries.erase(found);
    return true;
}

std::vector<std::string> Categorical::categoryNames() const
{
    if (!categories) return {};
    if (const auto *text = categories->as<StringArray>()) return text->values;
    std::vector<std::string> names;
    if (const auto *numbers = categories->as<Array>()) {
        names.reserve(static_cast<std::size_t>(numbers->size()));
        for (std::int64_t i = 0; i < numbers->size(); ++i) names.push_back(numberText(*numbers, i));
    }
    return names;
}

std::vector<std::string> Categorical::texts() const
{
    const auto names = categoryNames();
    std::vector<std::string> texts;
    texts.reserve(codes.size());
    for (const std::int32_t code : codes) texts.push_back(code < 0 ? std::string() : names[static_cast<std::size_t>(code)]);
    return texts;
}

std::size_t Categorical::categoryCount() const
{
    if (!categories) return 0;
    if (const auto *text = categories->as<StringArray>()) return text->values.size();
    if (const auto *numbers = categories->as<Array>()) return static_cast<std::size_t>(numbers->size());
    return 0;
}

}  // namespace lexicell::data
