#include "tests/support/describe.h"

#include "core/files/sha256.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace lexicell::test {

using namespace data;
using json = nlohmann::json;

namespace {

json number(double value)
{
    if (std::isnan(value)) return "nan";
    if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
    return value;
}

std::string typeName(const Array &array) { return array.half() ? "float16" : toString(array.dtype()); }

json valueOf(const Array &array, std::int64_t i)
{
    if (array.dtype() == DType::Bool) return array.as<bool>()[i];
    if (array.dtype() == DType::UInt64) return array.as<std::uint64_t>()[i];
    if (!isFloating(array.dtype())) return array.intAt(i);
    return std::isnan(array.at(i)) ? json(nullptr) : number(array.at(i));
}

json names(const std::vector<std::string> &values)
{
    std::string joined;
    for (std::size_t i = 0; i < values.size(); ++i) joined += (i ? "\n" : "") + values[i];
    return {{"n", values.size()},
            {"first", std::vector<std::string>(values.begin(), values.begin() + std::min<std::ptrdiff_t>(3, std::ssize(values)))},
            {"last", values.empty() ? json(nullptr) : json(values.back())},
            {"unique", std::set<std::string>(values.begin(), values.end()).size() == values.size()},
            {"sha256", files::sha256(joined)}};
}

struct Entry {
    std::int64_t row, column;
    double value;
};

std::vector<Entry> nonZeros(const Element &matrix)
{
    std::vector<Entry> entries;
    if (const auto *sparse = matrix.as<SparseMatrix>()) {
        const bool csr = sparse->layout == SparseMatrix::Layout::Csr;
        for (std::size_t slice = 0; slice + 1 < sparse->indptr.size(); ++slice)
            for (auto i = sparse->indptr[slice]; i < sparse->indptr[slice + 1]; ++i) {
                const std::int64_t other = sparse->indices[static_cast<std::size_t>(i)], self = static_cast<std::int64_t>(slice);
                if (const double value = sparse->values.at(i); value != 0.0)
                    entries.push_back({csr ? self : other, csr ? other : self, value});
            }
    } else {
        const auto &dense = *matrix.as<Array>();
        for (std::int64_t i = 0; i < dense.size(); ++i)
            if (const double value = dense.at(i); value != 0.0) entries.push_back({i / dense.dim(1), i % dense.dim(1), value});
    }
    std::sort(entries.begin(), entries.end(),
              [](const auto &a, const auto &b) { return std::pair(a.row, a.column) < std::pair(b.row, b.column); });
    return entries;
}

json table(const Table &frame)
{
    json columns = json::array();
    double sum = 0.0;
    for (const auto &[name, column] : frame.columns.entries) {
        columns.push_back(name);
        if (const auto *array = column->as<Array>(); array && array->dtype() != DType::Bool)
            for (const double value : array->toDouble()) sum += std::isnan(value) ? 0.0 : value;
    }
    return {{"storage", "dataframe"},
            {"shape", {frame.rows(), frame.columns.entries.size()}},
            {"columns", columns},
            {"sum", number(sum)}};
}

void addValues(json &summary, const std::vector<Entry> &entries)
{
    double sum = 0.0, checksum = 0.0, least = 0.0, most = 0.0;
    bool missing = false;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const auto &[row, column, value] = entries[i];
        sum += value;
        checksum += value * static_cast<double>(1 + (31 * row + 17 * column) % 1009);
        least = i ? std::min(least, value) : value;
        most = i ? std::max(most, value) : value;
        missing = missing || std::isnan(value);
    }
    const double nan = std::nan("");
    json probe = json::array();
    const auto count = static_cast<double>(std::min<std::size_t>(5, entries.size()));
    std::int64_t before = -1;
    for (double k = 0; k < count; ++k) {
        const auto at = static_cast<std::int64_t>(count > 1 ? k * (static_cast<double>(entries.size() - 1) / (count - 1)) : 0.0);
        if (at == before) continue;
        before = at;
        const auto &entry = entries[static_cast<std::size_t>(at)];
        probe.push_back({entry.row, entry.column, number(entry.value)});
    }
    summary.update({{"nnz", entries.size()},
                    {"sum", number(sum)},
                    {"checksum", number(checksum)},
                    {"min", number(missing ? nan : least)},
                    {"max", number(missing ? nan : most)},
                    {"probe", probe}});
}

json texts(const StringArray &text, std::size_t most)
{
    json values = json::array();
    for (std::size_t i = 0; i < std::min(most, text.values.size()); ++i)
        values.push_back(!text.missing.empty() && text.missing[i] ? json(nullptr) : json(text.values[i]));
    return values;
}

json categoricalColumn(const Categorical &column)
{
    json categories = json::array(), first = json::array();
    const auto *text = column.categories->as<StringArray>();
    const auto *numbers = column.categories->as<Array>();
    const auto category = [&](std::int64_t code) {
        return text ? json(text->values[static_cast<std::size_t>(code)]) : valueOf(*numbers, code);
    };
    const auto count = static_cast<std::int64_t>(column.categoryCount());
    for (std::int64_t i = 0; i < std::min<std::int64_t>(40, count); ++i) categories.push_back(category(i));
    std::int64_t missing = 0, sum = 0;
    for (const auto code : column.codes) {
        missing += code < 0;
        sum += code;
    }
    for (std::size_t i = 0; i < std::min<std::size_t>(5, column.codes.size()); ++i)
        first.push_back(column.codes[i] < 0 ? json(nullptr) : category(column.codes[i]));
    return {{"kind", "categorical"},    {"ordered", column.ordered},
            {"n_categories", count},    {"categories_type", text ? "string" : typeName(*numbers)},
            {"categories", categories}, {"codes_sum", sum},
            {"n_missing", missing},     {"first", first}};
}

json numberColumn(const Array &values, const std::vector<bool> &mask, const std::string &dtype)
{
    json first = json::array();
    std::int64_t missing = 0;
    double sum = 0.0;
    for (std::int64_t i = 0; i < values.size(); ++i) {
        const bool absent = (!mask.empty() && mask[static_cast<std::size_t>(i)]) || std::isnan(values.at(i));
        if (i < 5) first.push_back(absent ? json(nullptr) : valueOf(values, i));
        missing += absent;
        if (!absent && std::isfinite(values.at(i))) sum += values.at(i);
    }
    return {{"kind", values.dtype() == DType::Bool ? "bool" : "number"},
            {"dtype", dtype},
            {"sum", sum},
            {"n_missing", missing},
            {"first", first}};
}

std::string nullableName(DType type)
{
    if (type == DType::Bool) return "boolean";
    std::string name = toString(type);  // pandas: "Int64", "UInt8"
    name[0] = 'I';
    return std::string(toString(type))[0] == 'u' ? std::string("UI") + std::string(toString(type)).substr(2) : name;
}

json column(const Element &element)
{
    if (const auto *categorical = element.as<Categorical>()) return categoricalColumn(*categorical);
    if (const auto *array = element.as<Array>()) return numberColumn(*array, {}, typeName(*array));
    if (const auto *nullable = element.as<NullableArray>())
        return numberColumn(nullable->values, nullable->mask, nullableName(nullable->values.dtype()));
    const auto *text = element.as<StringArray>();
    if (!text) return {{"kind", "unknown"}};
    std::string joined;
    std::int64_t missing = 0;
    for (std::size_t i = 0; i < text->values.size(); ++i) {
        const bool absent = !text->missing.empty() && text->missing[i];
        missing += absent;
        joined += (i ? "\n" : "") + (absent ? std::string(1, '\0') : text->values[i]);
    }
    return {{"kind", "string"}, {"sha256", files::sha256(joined)}, {"n_missing", missing}, {"first", texts(*text, 5)}};
}

json columns(const Table &frame)
{
    json result = json::object();
    for (const auto &[name, element] : frame.columns.entries) result[name] = column(*element);
    return result;
}

json columnNames(const Table &frame)
{
    json result = json::array();
    for (const auto &[name, element] : frame.columns.entries) result.push_back(name);
    return result;
}

double sumOf(const Array &array)
{
    double sum = 0.0;
    for (const double value : array.toDouble()) sum += value;
    return sum;
}

json tree(const Element &element);

json tree(const Dict &dict)
{
    json keys = json::object();
    for (const auto &[key, element] : dict.entries) keys[key] = tree(*element);
    return keys;
}

json tree(const Element &element)
{
    if (const auto *dict = element.as<Dict>()) return {{"type", "dict"}, {"keys", tree(*dict)}};
    if (element.as<Null>()) return {{"type", "null"}};
    if (const auto *array = element.as<Array>()) {
        if (array->shape().empty())
            return {{"type", array->dtype() == DType::Bool ? "bool" : "number"}, {"value", valueOf(*array, 0)}};
        return {{"type", "array"}, {"shape", array->shape()}, {"sum", number(sumOf(*array))}};
    }
    if (const auto *text = element.as<StringArray>()) {
        if (text->nullable) return {{"type", "StringArray"}, {"shape", text->shape}};
        if (text->shape.empty()) return {{"type", "string"}, {"value", text->values.front()}};
        return {{"type", "array"}, {"shape", text->shape}, {"first", texts(*text, 5)}};
    }
    if (const auto *frame = element.as<Table>())
        return {
            {"type", "dataframe"}, {"shape", {frame->rows(), frame->columns.entries.size()}}, {"columns", columnNames(*frame)}};
    if (const auto *sparse = element.as<SparseMatrix>())
        return {{"type", "sparse"}, {"shape", {sparse->rows, sparse->columns}}, {"sum", number(sumOf(sparse->values))}};
    if (const auto *categorical = element.as<Categorical>())
        return {{"type", "Categorical"}, {"shape", {categorical->codes.size()}}};
    if (const auto *nullable = element.as<NullableArray>())
        return {{"type", nullable->values.dtype() == DType::Bool ? "BooleanArray" : "IntegerArray"},
                {"shape", {nullable->mask.size()}}};
    if (const auto *records = element.as<RecordArray>()) {
        json fields = json::array();
        for (const auto &[name, field] : records->fields.entries) fields.push_back(name);
        return {{"type", "recarray"}, {"shape", records->shape}, {"fields", fields}};
    }
    return {{"type", "opaque"}};
}

json matrix(const ExpressionMatrix &values)
{
    if (!values) return nullptr;
    const auto element = values.load();
    return element.ok() ? describe(**element) : json(element.error().message);
}

json matrices(const Dict &dict)
{
    json result = json::object();
    for (const auto &[key, element] : dict.entries) result[key] = describe(*element);
    return result;
}

}  // namespace

json describe(const Element &element)
{
    if (const auto *frame = element.as<Table>()) return table(*frame);
    if (const auto *sparse = element.as<SparseMatrix>()) {
        json result = {{"storage", sparse->layout == SparseMatrix::Layout::Csr ? "csr" : "csc"},
                       {"dtype", typeName(sparse->values)},
                       {"shape", {sparse->rows, sparse->columns}},
                       {"stored", sparse->values.size()}};
        addValues(result, nonZeros(element));
        return result;
    }
    const auto *array = element.as<Array>();
    if (!array) return {{"storage", "other"}};
    json result = {{"storage", "dense"}, {"dtype", typeName(*array)}, {"shape", array->shape()}};
    if (array->shape().size() == 2) addValues(result, nonZeros(element));
    else result["sum"] = number(sumOf(*array));
    return result;
}

json describe(const Dataset &dataset)
{
    json layers = json::object();
    for (const auto &[name, layer] : dataset.layers.entries) layers[name] = matrix(layer);
    json result = {{"n_obs", dataset.cells()},
                   {"n_vars", dataset.genes()},
                   {"obs_names", names(dataset.obs.index.values)},
                   {"var_names", names(dataset.var.index.values)},
                   {"X", matrix(dataset.x)},
                   {"obs_columns", columnNames(dataset.obs)},
                   {"var_columns", columnNames(dataset.var)},
                   {"obs", columns(dataset.obs)},
                   {"var", columns(dataset.var)},
                   {"layers", layers},
                   {"obsm", matrices(dataset.obsm)},
                   {"varm", matrices(dataset.varm)},
                   {"obsp", matrices(dataset.obsp)},
                   {"varp", matrices(dataset.varp)},
                   {"raw", nullptr},
                   {"uns", tree(dataset.uns)}};
    if (dataset.raw)
        result["raw"] = {{"n_vars", dataset.raw->var.rows()},
                         {"var_names", names(dataset.raw->var.index.values)},
                         {"X", matrix(dataset.raw->x)},
                         {"var_columns", columnNames(dataset.raw->var)}};
    return result;
}

std::vector<std::string> differences(const json &want, const json &got, const std::string &path)
{
    std::vector<std::string> bad;
    const auto add = [&](std::vector<std::string> more) { bad.insert(bad.end(), more.begin(), more.end()); };
    const auto shown = [](const json &value) {
        return value.dump(-1, ' ', false, json::error_handler_t::replace).substr(0, 120);
    };
    if (want.is_object() && got.is_object()) {
        for (const auto &[key, value] : want.items()) {
            if (got.contains(key)) add(differences(value, got[key], path + "/" + key));
            else bad.push_back(path + "/" + key + ": missing");
        }
    } else if (want.is_array() && got.is_array() && want.size() == got.size()) {
        for (std::size_t i = 0; i < want.size(); ++i) add(differences(want[i], got[i], path + "[" + std::to_string(i) + "]"));
    } else if (want.is_number() && got.is_number()) {
        const double a = want.get<double>(), b = got.get<double>();
        if (std::abs(a - b) > 1e-6 * std::max(std::abs(a), std::abs(b)) + 1e-12)
            bad.push_back(path + ": expected " + shown(want) + ", found " + shown(got));
    } else if (want != got) {
        bad.push_back(path + ": expected " + shown(want) + ", found " + shown(got));
    }
    return bad;
}

}  // namespace lexicell::test
