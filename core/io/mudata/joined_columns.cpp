#include "core/io/mudata/joined_columns.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <unordered_map>

namespace lexicell::io {

namespace {

using data::Array;
using data::Categorical;
using data::Element;
using data::NullableArray;
using data::StringArray;

enum class ColumnKind { Text, Category, Bool, Whole, Real };

// The values of a column of any kind, as text or as numbers.
struct PlainValues {
    ColumnKind kind = ColumnKind::Text;
    std::vector<std::string> text;
    std::vector<double> numbers;
    std::vector<bool> missing;

    bool isText() const { return kind == ColumnKind::Text || kind == ColumnKind::Category; }
    std::size_t size() const { return missing.size(); }
};

PlainValues ofNumbers(const Array &array)
{
    PlainValues values;
    values.kind = array.dtype() == data::DType::Bool ? ColumnKind::Bool
                  : data::isFloating(array.dtype())  ? ColumnKind::Real
                                                     : ColumnKind::Whole;
    values.numbers = array.toDouble();
    values.missing.assign(values.numbers.size(), false);
    return values;
}

std::optional<PlainValues> plainValues(const Element &column)
{
    if (const auto *text = column.as<StringArray>(); text && text->shape.size() == 1) {
        PlainValues values;
        values.text = text->values;
        values.missing = text->missing;
        values.missing.resize(values.text.size(), false);
        return values;
    }
    if (const auto *categorical = column.as<Categorical>()) {
        PlainValues values;
        values.kind = ColumnKind::Category;
        values.text = categorical->texts();
        for (const std::int32_t code : categorical->codes) values.missing.push_back(code < 0);
        return values;
    }
    if (const auto *array = column.as<Array>(); array && array->shape().size() == 1) return ofNumbers(*array);
    if (const auto *nullable = column.as<NullableArray>(); nullable && nullable->values.shape().size() == 1) {
        PlainValues values = ofNumbers(nullable->values);
        values.missing = nullable->mask;
        return values;
    }
    return std::nullopt;
}

data::ElementPtr categoriesOf(const PlainValues &values)
{
    Categorical result;
    StringArray names;
    std::unordered_map<std::string, std::int32_t> codes;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (values.missing[i]) {
            result.codes.push_back(-1);
            continue;
        }
        const auto [found, added] = codes.emplace(values.text[i], static_cast<std::int32_t>(names.values.size()));
        if (added) names.values.push_back(values.text[i]);
        result.codes.push_back(found->second);
    }
    names.shape = {static_cast<std::int64_t>(names.values.size())};
    result.categories = data::makeElement(std::move(names));
    return data::makeElement(std::move(result));
}

data::ElementPtr elementOf(PlainValues values)
{
    const bool gaps = std::find(values.missing.begin(), values.missing.end(), true) != values.missing.end();
    if (values.kind == ColumnKind::Category) return categoriesOf(values);
    if (values.kind == ColumnKind::Text) {
        StringArray text;
        text.shape = {static_cast<std::int64_t>(values.text.size())};
        text.values = std::move(values.text);
        text.nullable = gaps;
        if (gaps) text.missing = std::move(values.missing);
        return data::makeElement(std::move(text));
    }
    if (values.kind == ColumnKind::Real) {
        for (std::size_t i = 0; i < values.size(); ++i)
            if (values.missing[i]) values.numbers[i] = std::numeric_limits<double>::quiet_NaN();
        return data::makeElement(Array::of(values.numbers));
    }
    Array numbers;
    if (values.kind == ColumnKind::Bool) {
        std::vector<bool> flags;
        for (const double value : values.numbers) flags.push_back(value != 0.0);
        numbers = Array::ofBool(flags);
    } else {
        std::vector<std::int64_t> whole;
        for (const double value : values.numbers) whole.push_back(static_cast<std::int64_t>(value));
        numbers = Array::of(whole);
    }
    if (!gaps) return data::makeElement(std::move(numbers));
    return data::makeElement(NullableArray{std::move(numbers), std::move(values.missing)});
}

// Text with text, numbers with numbers; of two kinds the wider one. False: they do not go together.
bool widen(ColumnKind &kind, ColumnKind other)
{
    const auto text = [](ColumnKind k) { return k == ColumnKind::Text || k == ColumnKind::Category; };
    if (text(kind) != text(other)) return false;
    if (text(kind)) {
        if (kind != other) kind = ColumnKind::Text;
        return true;
    }
    if ((kind == ColumnKind::Bool) != (other == ColumnKind::Bool)) return false;
    if (other == ColumnKind::Real) kind = other;
    return true;
}

}  // namespace

data::ElementPtr joinedColumn(const std::vector<ColumnPart> &parts)
{
    std::vector<std::optional<PlainValues>> all(parts.size());
    std::optional<ColumnKind> kind;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (!parts[i].column) continue;
        all[i] = plainValues(*parts[i].column);
        if (!all[i]) return nullptr;
        if (kind && !widen(*kind, all[i]->kind)) return nullptr;
        if (!kind) kind = all[i]->kind;
    }
    if (!kind) return nullptr;
    PlainValues joined;
    joined.kind = *kind;
    for (std::size_t i = 0; i < parts.size(); ++i)
        for (const std::int64_t row : parts[i].rows) {
            const auto at = static_cast<std::size_t>(row);
            const bool gap = !all[i] || row < 0 || all[i]->missing[at];
            joined.missing.push_back(gap);
            if (joined.isText()) joined.text.push_back(gap ? std::string() : all[i]->text[at]);
            else joined.numbers.push_back(gap ? 0.0 : all[i]->numbers[at]);
        }
    return elementOf(std::move(joined));
}

data::ElementPtr placedColumn(const Element &column, const std::vector<std::int64_t> &rows)
{
    return joinedColumn({ColumnPart{&column, rows}});
}

bool agree(const Element &a, const Element &b)
{
    const auto first = plainValues(a), second = plainValues(b);
    if (!first || !second || first->isText() != second->isText() || first->size() != second->size()) return false;
    for (std::size_t i = 0; i < first->size(); ++i) {
        if (first->missing[i] || second->missing[i]) continue;
        if (first->isText()
                ? first->text[i] != second->text[i]
                : first->numbers[i] != second->numbers[i] && !(std::isnan(first->numbers[i]) || std::isnan(second->numbers[i])))
            return false;
    }
    return true;
}

}  // namespace lexicell::io
