#include "models/checkpoint/pickle/plain_values.h"

#include <string>

namespace lexicell::models::checkpoint {

namespace {

constexpr int deepest = 32;
constexpr int mostValues = 100'000;
constexpr std::size_t longestTexts = std::size_t{64} << 20;  // in total: one long text may be repeated by reference

class ValueReader {
  public:
    explicit ValueReader(const Pickle &pickle) : m_pickle(pickle) {}

    std::optional<PlainValue> read(const PickleNode &node, int depth)
    {
        if (depth > deepest || ++m_values > mostValues) return std::nullopt;
        switch (node.kind) {
        case PickleKind::None: return PlainValue();
        case PickleKind::Bool: return PlainValue(node.integer != 0);
        case PickleKind::Int: return PlainValue(node.integer);
        case PickleKind::Float: return PlainValue(node.real);
        case PickleKind::Text: return text(node.text);
        case PickleKind::Tuple:
        case PickleKind::List: return list(node, depth);
        case PickleKind::Dict: return dict(node, depth);
        case PickleKind::Call: return path(node);
        default: return std::nullopt;
        }
    }

  private:
    std::optional<PlainValue> text(const std::string &value)
    {
        if (value.size() > m_textLeft) return std::nullopt;
        m_textLeft -= value.size();
        return PlainValue(value);
    }
    PlainValue list(const PickleNode &node, int depth)
    {
        PlainValue values = PlainValue::array();
        for (const PickleId id : node.items) values.push_back(read(m_pickle.node(id), depth + 1).value_or(PlainValue()));
        return values;
    }
    PlainValue dict(const PickleNode &node, int depth)
    {
        PlainValue values = PlainValue::object();
        for (std::size_t i = 0; i + 1 < node.items.size(); i += 2) {
            const PickleNode &key = m_pickle.node(node.items[i]);
            auto value = read(m_pickle.node(node.items[i + 1]), depth + 1);
            if (key.kind == PickleKind::Text && value && text(key.text)) values[key.text] = std::move(*value);
        }
        return values;
    }
    // PosixPath("..", "data") as "../data"
    std::optional<PlainValue> path(const PickleNode &node) const
    {
        if (!node.text.starts_with("pathlib") || node.items.empty()) return std::nullopt;
        std::filesystem::path joined;
        for (const PickleId id : m_pickle.node(node.items[0]).items) joined /= m_pickle.node(id).text;
        return PlainValue(joined.generic_string());
    }

    const Pickle &m_pickle;
    int m_values = 0;
    std::size_t m_textLeft = longestTexts;
};

}  // namespace

std::optional<PlainValue> plainValue(const Pickle &pickle, const PickleNode &node) { return ValueReader(pickle).read(node, 0); }

void writeValue(PickleWriter &pickle, const PlainValue &value)
{
    if (value.is_boolean()) {
        pickle.boolean(value.get<bool>());
    } else if (value.is_number_integer()) {
        pickle.integer(value.get<std::int64_t>());
    } else if (value.is_number()) {
        pickle.real(value.get<double>());
    } else if (value.is_string()) {
        pickle.text(value.get_ref<const std::string &>());
    } else if (value.is_array()) {
        pickle.emptyList().mark();
        for (const PlainValue &item : value) writeValue(pickle, item);
        pickle.appends();
    } else if (value.is_object()) {
        pickle.emptyDict().mark();
        for (const auto &[key, item] : value.items()) writeValue(pickle.text(key), item);
        pickle.setItems();
    } else {
        pickle.none();
    }
}

}  // namespace lexicell::models::checkpoint
