#include "core/data/dataset.h"

#include "core/data/matrix_parts.h"
#include "core/data/number_text.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <unordered_map>
#include <unordered_set>

namespace lexicell::data {

namespace {

std::string listed(const std::vector<std::string> &names)
{
    constexpr std::size_t most = 20;
    std::string text;
    for (std::size_t i = 0; i < names.size() && i < most; ++i) text += (i ? ", " : "") + names[i];
    if (names.size() > most) text += ", … (" + std::to_string(names.size()) + " in all)";
    return names.empty() ? "none" : text;
}

std::vector<std::string> keysOf(const Dict &dict)
{
    std::vector<std::string> keys;
    for (const auto &[key, value] : dict.entries) keys.push_back(key);
    return keys;
}

std::string where(const Dataset &dataset) { return dataset.file.empty() ? "the data set" : dataset.file.string(); }

// Texts as categories in pandas' order (sorted by bytes); rows that are missing get -1.
Categorical categorize(const std::vector<std::string> &texts, const std::vector<bool> &missing)
{
    std::map<std::string, std::int32_t> codes;
    for (std::size_t i = 0; i < texts.size(); ++i)
        if (missing.empty() || !missing[i]) codes.emplace(texts[i], 0);
    StringArray names;
    for (auto &[text, code] : codes) {
        code = static_cast<std::int32_t>(names.values.size());
        names.values.push_back(text);
    }
    names.shape = {static_cast<std::int64_t>(names.values.size())};
    Categorical result;
    result.codes.reserve(texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i)
        result.codes.push_back(missing.empty() || !missing[i] ? codes.at(texts[i]) : -1);
    result.categories = makeElement(std::move(names));
    return result;
}

// Numbers as categories in ascending order of value; NaN and masked rows get -1.
Categorical categorize(const Array &values, const std::vector<bool> &mask)
{
    std::vector<std::int64_t> order;
    for (std::int64_t i = 0; i < values.size(); ++i)
        if ((mask.empty() || !mask[static_cast<std::size_t>(i)]) && !std::isnan(values.at(i))) order.push_back(i);
    const bool floating = isFloating(values.dtype());
    std::stable_sort(order.begin(), order.end(),
                     [&](auto a, auto b) { return floating ? values.at(a) < values.at(b) : values.intAt(a) < values.intAt(b); });
    StringArray names;
    Categorical result;
    result.codes.assign(static_cast<std::size_t>(values.size()), -1);
    for (const auto i : order) {
        auto text = numberText(values, i);
        if (names.values.empty() || names.values.back() != text) names.values.push_back(std::move(text));
        result.codes[static_cast<std::size_t>(i)] = static_cast<std::int32_t>(names.values.size()) - 1;
    }
    names.shape = {static_cast<std::int64_t>(names.values.size())};
    result.categories = makeElement(std::move(names));
    return result;
}

std::optional<Categorical> asLabels(const Element &column)
{
    if (const auto *categorical = column.as<Categorical>()) {
        Categorical result = *categorical;
        StringArray names;
        names.values = categorical->categoryNames();
        names.shape = {static_cast<std::int64_t>(names.values.size())};
        result.categories = makeElement(std::move(names));
        return result;
    }
    if (const auto *text = column.as<StringArray>()) return categorize(text->values, text->missing);
    if (const auto *nullable = column.as<NullableArray>()) return categorize(nullable->values, nullable->mask);
    if (const auto *numbers = column.as<Array>(); numbers && numbers->shape().size() == 1) return categorize(*numbers, {});
    return std::nullopt;
}

// Numeric columns of a data frame side by side.
std::optional<Array> asDense(const Table &table)
{
    std::vector<const Array *> columns;
    for (const auto &[name, column] : table.columns.entries)
        if (const auto *numbers = column->as<Array>()) columns.push_back(numbers);
    if (columns.size() != table.columns.entries.size()) return std::nullopt;
    const auto width = static_cast<std::int64_t>(columns.size());
    Array result(DType::Float32, {table.rows(), width});
    for (std::int64_t column = 0; column < width; ++column)
        for (std::int64_t row = 0; row < table.rows(); ++row)
            result.as<float>()[row * width + column] = static_cast<float>(columns[static_cast<std::size_t>(column)]->at(row));
    return result;
}

std::optional<Array> asDense(const Element &element)
{
    if (const auto *array = element.as<Array>()) {
        if (array->shape().empty() || array->shape().size() > 2) return std::nullopt;
        Array result(DType::Float32, {array->dim(0), array->dim(1)});
        const auto values = array->toFloat();
        std::copy(values.begin(), values.end(), result.as<float>());
        return result;
    }
    if (const auto *table = element.as<Table>()) return asDense(*table);
    if (const auto *sparse = element.as<SparseMatrix>()) {
        const auto block = toCsrBlock(element);
        Array result(DType::Float32, {sparse->rows, sparse->columns});
        for (std::int64_t row = 0; row < block.rows; ++row)
            for (auto i = block.indptr[static_cast<std::size_t>(row)]; i < block.indptr[static_cast<std::size_t>(row) + 1]; ++i)
                result.as<float>()[row * block.columns + block.indices[static_cast<std::size_t>(i)]] =
                    block.values[static_cast<std::size_t>(i)];
        return result;
    }
    return std::nullopt;
}

}  // namespace

const ExpressionMatrix *NamedMatrices::find(const std::string &name) const
{
    for (const auto &[key, matrix] : entries)
        if (key == name) return &matrix;
    return nullptr;
}

void NamedMatrices::set(const std::string &name, ExpressionMatrix matrix)
{
    for (auto &[key, old] : entries)
        if (key == name) {
            old = std::move(matrix);
            return;
        }
    entries.emplace_back(name, std::move(matrix));
}

Result<ExpressionMatrix> Dataset::matrix(const std::string &layer) const
{
    if ((layer.empty() || layer == "X") && x) return x;
    if (layer == "raw" && raw && raw->x) return raw->x;
    if (const auto *found = layers.find(layer)) return *found;
    std::vector<std::string> names;
    if (x) names.push_back("X");
    if (raw && raw->x) names.push_back("raw");
    for (const auto &[name, matrix] : layers.entries) names.push_back(name);
    return Error{errors::missingLayer,
                 "There is no matrix \"" + (layer.empty() ? "X" : layer) + "\" in " + where(*this) +
                     "; choose one of: " + listed(names) + ".",
                 {}};
}

Result<Categorical> Dataset::labels(const std::string &column, const std::string &option) const
{
    const auto choices = option.empty() ? std::vector<Choice>() : std::vector<Choice>{{option}};
    const auto *found = obs.columns.find(column);
    if (!found)
        return Error{errors::missingColumn,
                     "There is no column \"" + column + "\" in obs of " + where(*this) +
                         "; choose one of: " + listed(keysOf(obs.columns)) + ".",
                     {},
                     choices};
    if (auto labels = asLabels(*found)) return std::move(*labels);
    return Error{errors::missingColumn,
                 "The column \"" + column + "\" in obs of " + where(*this) + " holds no labels. Choose another column.",
                 {},
                 choices};
}

Result<Array> Dataset::embedding(const std::string &key) const
{
    const auto *found = obsm.find(key);
    if (!found)
        return Error{errors::missingEmbedding,
                     "There is no \"" + key + "\" in obsm of " + where(*this) + "; choose one of: " + listed(keysOf(obsm)) + ".",
                     {}};
    if (auto dense = asDense(*found)) return std::move(*dense);
    return Error{errors::missingEmbedding,
                 "\"" + key + "\" in obsm of " + where(*this) + " is not a table of numbers; choose another key.",
                 {}};
}

std::vector<std::string> makeUnique(const std::vector<std::string> &names)
{
    std::unordered_set<std::string> taken(names.begin(), names.end());
    if (taken.size() == names.size()) return names;
    std::unordered_set<std::string> seen;
    std::unordered_map<std::string, int> counter;
    auto result = names;
    for (auto &name : result) {
        if (seen.insert(name).second) continue;
        std::string candidate;
        do candidate = name + "-" + std::to_string(++counter[name]);
        while (!taken.insert(candidate).second);
        name = candidate;
    }
    return result;
}

}  // namespace lexicell::data
