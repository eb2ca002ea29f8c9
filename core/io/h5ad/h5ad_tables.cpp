// Data frames of an h5ad file: the encoding "dataframe" 0.2.0, the 0.1.0 of anndata 0.7 (categories in a group
// __categories, found by object references, or by name as SeuratDisk writes them), and the compound datasets of anndata 0.6.
#include "core/data/number_text.h"
#include "core/io/h5ad/h5ad_elements.h"
#include "core/io/h5ad/h5ad_names.h"
#include "core/io/hdf5/hdf5_values.h"

#include <algorithm>
#include <optional>

namespace lexicell::io {

using data::Array;
using data::ElementPtr;
using data::StringArray;
using data::Table;

namespace {

// The group where anndata 0.7 and SeuratDisk store the names of categories, beside the columns of their codes.
constexpr const char *levelsGroup = "__categories";

StringArray namesFrom(const Array &numbers)
{
    StringArray names;
    names.shape = {numbers.size()};
    names.values.reserve(static_cast<std::size_t>(numbers.size()));
    for (std::int64_t i = 0; i < numbers.size(); ++i) names.values.push_back(data::numberText(numbers, i));
    return names;
}

void setIndex(Table &table, const ElementPtr &index, const Hdf5Node &node)
{
    if (const auto *text = index->as<StringArray>(); text && text->shape.size() == 1) {
        table.index = *text;
        table.index.nullable = false;
        table.index.missing.clear();
        return;
    }
    if (const auto *numbers = index->as<Array>(); numbers && numbers->shape().size() == 1) {
        table.index = namesFrom(*numbers);
        table.numericIndex = index;
        return;
    }
    if (const auto *categorical = index->as<data::Categorical>()) {
        const auto names = categorical->categoryNames();
        table.index.shape = {static_cast<std::int64_t>(categorical->codes.size())};
        for (const auto code : categorical->codes)
            table.index.values.push_back(code < 0 ? "nan" : names[static_cast<std::size_t>(code)]);
        return;
    }
    throw node.bad(errors::badEncoding, "is not a list of names; write the file again from its source");
}

// Length of a column, without reading its values.
std::int64_t rowsOf(const Hdf5Node &column)
{
    auto values = column;
    if (column.isGroup() && column.has("codes")) values = column.child("codes");
    else if (column.isGroup() && column.has("values")) values = column.child("values");
    if (!values.isDataset()) return -1;
    const auto extent = extentOf(values);
    return extent.shape.size() == 1 ? extent.shape[0] : -1;
}

}  // namespace

// `levels`: the names in __categories under the column's name, or null.
ElementPtr ElementReader::readColumn(const Hdf5Node &node, std::int64_t rows, const Hdf5Node *levels)
{
    const auto length = rowsOf(node);
    if (length >= 0 && length != rows)
        throw node.bad(errors::shapeMismatch, "has " + std::to_string(length) + " values, but there are " + std::to_string(rows) +
                                                  " rows; write the file again from its source");
    if (node.isDataset() && node.hasAttribute("categories")) {
        std::optional<Hdf5Node> categories;
        try {
            categories = node.referenced("categories", "the categories of " + node.path());
        } catch (const Failure &) {  // in a copied group the reference may be broken, but the name still works
            if (!levels) throw;
            categories = *levels;
        }
        const auto ordered = categories->integersAttribute("ordered");
        return categoricalOf(node, *categories, ordered && !ordered->empty() && ordered->front() != 0, node);
    }
    if (levels && length >= 0 && node.isDataset() && typeOf(node).numeric())
        if (auto factor = readFactor(node, *levels)) return factor;
    auto column = read(node);
    if (length < 0 && !column->as<data::Opaque>())
        throw node.bad(errors::shapeMismatch,
                       "is not a column of " + std::to_string(rows) + " values; write the file again from its source");
    return column;
}

Table ElementReader::readTable(const Hdf5Node &node)
{
    const Hdf5Scope scope;
    if (node.isDataset()) return readRecordTable(node);
    Table table;
    const auto indexName = node.textAttribute("_index");
    if (!indexName)
        throw node.bad(errors::missingElement,
                       "has no attribute _index, which names the column of row names; write the file again from its source");
    table.indexName = *indexName;
    const auto index = node.child(*indexName);
    setIndex(table, read(index), index);
    const auto order = node.textsAttribute("column-order");
    const auto names = order ? *order : node.names();
    const bool isColumn = order && std::find(names.begin(), names.end(), levelsGroup) != names.end();
    std::optional<Hdf5Node> levels;
    if (!isColumn && node.has(levelsGroup)) levels = node.child(levelsGroup);
    std::vector<std::string> unused;
    if (levels && levels->isGroup()) unused = elementNames(*levels);
    for (const auto &name : names) {
        if (!order && (name == *indexName || name == levelsGroup)) continue;
        std::optional<Hdf5Node> own;
        const auto at = std::find(unused.begin(), unused.end(), name);
        if (at != unused.end()) own = levels->child(name);
        auto column = readColumn(node.child(name), table.rows(), own ? &*own : nullptr);
        if (own && column->as<data::Categorical>()) unused.erase(at);
        table.columns.entries.emplace_back(name, std::move(column));
    }
    for (const auto &name : unused)
        m_context.warn(warnings::leftOut, levels->path() + "/" + name + " in " + node.file().string() +
                                              " holds categories, but no column has codes for them; it is left out.");
    return table;
}

void ElementReader::warnStrays(const Hdf5Node &frame)
{
    for (const auto &name : strayMembers(frame))
        m_context.warn(warnings::leftOut, frame.path() + "/" + name + " in " + frame.file().string() +
                                              " is not listed in column-order; it is left out.");
}

Table ElementReader::readRecordTable(const Hdf5Node &node)
{
    if (typeOf(node).kind != Hdf5Type::Kind::Record || extentOf(node).shape.size() != 1)
        throw node.bad(errors::badEncoding, "is not a table; write the file again from its source");
    bool replaced = false;
    auto records = readRecords(node, replaced);
    warnBadText(node, replaced);
    if (records.fields.entries.empty())
        throw node.bad(errors::missingElement, "has no _index, the column of row names; write the file again from its source");
    Table table;
    table.indexName = records.fields.entries.front().first;
    setIndex(table, records.fields.entries.front().second, node);
    table.columns.entries.assign(records.fields.entries.begin() + 1, records.fields.entries.end());
    return table;
}

}  // namespace lexicell::io
