#include "core/data/cell_query.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>
#include <utility>

namespace lexicell::data {

namespace {

Error badQuery(std::string message) { return {errors::badQuery, std::move(message)}; }

bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Letters of other alphabets too: they are bytes above 127.
bool isNameByte(char c)
{
    return static_cast<unsigned char>(c) > 127 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           c == '_' || c == '.' || c == '-';
}

class Parser {
  public:
    explicit Parser(std::string_view text) : m_rest(text) {}

    Result<std::vector<CellCondition>> conditions()
    {
        std::vector<CellCondition> all;
        do {
            skipSpace();
            const std::string_view begin = m_rest;
            CellCondition condition;
            if (!column(condition) || !comparison(condition) || !value(condition))
                return badQuery("\"" + std::string(begin) +
                                "\" cannot be read. Write COLUMN == 'VALUE', or COLUMN > NUMBER; join with and.");
            all.push_back(std::move(condition));
        } while (conjunction());
        if (!m_rest.empty())
            return badQuery("\"" + std::string(m_rest) + "\" cannot be read after a condition. Join conditions with and.");
        return all;
    }

  private:
    void skipSpace()
    {
        while (!m_rest.empty() && isSpace(m_rest.front())) m_rest.remove_prefix(1);
    }
    template <class Belongs> std::string taken(Belongs &&belongs)
    {
        const auto end = static_cast<std::size_t>(std::find_if_not(m_rest.begin(), m_rest.end(), belongs) - m_rest.begin());
        const std::string text(m_rest.substr(0, end));
        m_rest.remove_prefix(end);
        return text;
    }
    bool quoted(char quote, std::string &text)
    {
        if (m_rest.empty() || m_rest.front() != quote) return false;
        const std::size_t end = m_rest.find(quote, 1);
        if (end == std::string_view::npos) return false;
        text = m_rest.substr(1, end - 1);
        m_rest.remove_prefix(end + 1);
        return true;
    }
    bool column(CellCondition &condition)
    {
        if (!quoted('`', condition.column)) condition.column = taken(isNameByte);
        return !condition.column.empty();
    }
    bool comparison(CellCondition &condition)
    {
        skipSpace();
        using enum Comparison;
        constexpr std::pair<std::string_view, Comparison> signs[] = {{"==", Equal},     {"!=", NotEqual}, {">=", GreaterEqual},
                                                                     {"<=", LessEqual}, {">", Greater},   {"<", Less}};
        for (const auto &[sign, meaning] : signs) {
            if (!m_rest.starts_with(sign)) continue;
            condition.comparison = meaning;
            m_rest.remove_prefix(sign.size());
            skipSpace();
            return true;
        }
        return false;
    }
    bool value(CellCondition &condition)
    {
        if (quoted('\'', condition.value) || quoted('"', condition.value)) return true;
        condition.value = taken([](char c) { return !isSpace(c) && c != '\'' && c != '"'; });
        return !condition.value.empty();
    }
    bool conjunction()
    {
        skipSpace();
        for (const std::string_view word : {std::string_view("and"), std::string_view("&")})
            if (m_rest.starts_with(word) && m_rest.size() > word.size() && isSpace(m_rest[word.size()])) {
                m_rest.remove_prefix(word.size());
                return true;
            }
        return false;
    }

    std::string_view m_rest;
};

// Numbers of a column; null: it holds none. A missing value is NaN.
std::optional<std::vector<double>> numbersOf(const Element &column)
{
    const auto *array = column.as<Array>();
    const auto *nullable = column.as<NullableArray>();
    if (nullable) array = &nullable->values;
    if (!array || array->shape().size() != 1 || array->dtype() == DType::Bool) return std::nullopt;
    std::vector<double> values;
    for (std::int64_t i = 0; i < array->size(); ++i) {
        const bool missing = nullable && nullable->mask[static_cast<std::size_t>(i)];
        values.push_back(missing ? std::nan("") : array->at(i));
    }
    return values;
}

Result<std::vector<bool>> whereNumber(const std::vector<double> &numbers, const CellCondition &condition)
{
    const auto bound = condition.number();
    if (!bound)
        return badQuery("The obs column " + condition.column + " holds numbers, and \"" + condition.value + "\" is none.");
    std::vector<bool> cells;
    cells.reserve(numbers.size());
    for (const double number : numbers) cells.push_back(condition.holds(number, *bound));
    return cells;
}

Result<std::vector<bool>> whereLabel(const Categorical &labels, const CellCondition &condition)
{
    if (!condition.ofLabels())
        return badQuery("The obs column " + condition.column + " holds labels. Compare them with == or !=.");
    const auto names = labels.categoryNames();
    const auto found = std::find(names.begin(), names.end(), condition.value);
    if (found == names.end()) {
        std::string some;
        for (std::size_t i = 0; i < std::min<std::size_t>(names.size(), 10); ++i) some += (i ? ", " : "") + names[i];
        return badQuery("The obs column " + condition.column + " has no label \"" + condition.value + "\". Its labels are " +
                        some + (names.size() > 10 ? " and more." : "."));
    }
    std::vector<bool> cells;
    for (const std::int32_t code : labels.codes)
        cells.push_back((code == found - names.begin()) == (condition.comparison == Comparison::Equal));
    return cells;
}

Result<std::vector<bool>> whereOne(const Dataset &dataset, const CellCondition &condition)
{
    const Element *column = dataset.obs.columns.find(condition.column);
    if (column)
        if (const auto numbers = numbersOf(*column)) return whereNumber(*numbers, condition);
    const auto labels = dataset.labels(condition.column);
    if (labels.ok()) return whereLabel(*labels, condition);
    return badQuery(labels.error().message);
}

}  // namespace

std::optional<double> CellCondition::number() const
{
    double result = 0.0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), result);
    if (error != std::errc() || end != value.data() + value.size()) return std::nullopt;
    return result;
}

bool CellCondition::holds(double number, double bound) const
{
    switch (comparison) {
    case Comparison::Equal: return number == bound;
    case Comparison::NotEqual: return number != bound;
    case Comparison::GreaterEqual: return number >= bound;
    case Comparison::LessEqual: return number <= bound;
    case Comparison::Greater: return number > bound;
    case Comparison::Less: return number < bound;
    }
    return false;
}

Result<std::vector<CellCondition>> parseCellQuery(const std::string &query) { return Parser(query).conditions(); }

Result<std::vector<std::int64_t>> cellsWhere(const Dataset &dataset, const std::string &query)
{
    LEXICELL_TRY(conditions, parseCellQuery(query));
    std::vector<bool> all(static_cast<std::size_t>(dataset.cells()), true);
    for (const CellCondition &condition : conditions) {
        LEXICELL_TRY(cells, whereOne(dataset, condition));
        for (std::size_t i = 0; i < all.size(); ++i) all[i] = all[i] && cells[i];
    }
    std::vector<std::int64_t> chosen;
    for (std::size_t i = 0; i < all.size(); ++i)
        if (all[i]) chosen.push_back(static_cast<std::int64_t>(i));
    return chosen;
}

}  // namespace lexicell::data
