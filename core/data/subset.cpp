#include "core/data/dataset.h"

#include "core/data/matrix_parts.h"

namespace lexicell::data {

namespace {

std::vector<bool> subset(const std::vector<bool> &flags, const Positions &rows)
{
    std::vector<bool> kept;
    if (flags.empty()) return kept;
    kept.reserve(rows.size());
    for (const auto row : rows) kept.push_back(flags[static_cast<std::size_t>(row)]);
    return kept;
}

StringArray subset(const StringArray &text, const Positions &rows)
{
    StringArray kept;
    kept.nullable = text.nullable;
    kept.shape = text.shape;
    if (kept.shape.empty()) return text;
    const auto height = static_cast<std::size_t>(text.shape[0]);
    const std::size_t width = height ? text.values.size() / height : 0;
    kept.shape[0] = static_cast<std::int64_t>(rows.size());
    kept.values.reserve(rows.size() * width);
    Positions flat;
    for (const auto row : rows)
        for (std::size_t i = 0; i < width; ++i) {
            flat.push_back(row * static_cast<std::int64_t>(width) + static_cast<std::int64_t>(i));
            kept.values.push_back(text.values[static_cast<std::size_t>(flat.back())]);
        }
    kept.missing = subset(text.missing, flat);
    return kept;
}

ElementPtr subsetRows(const ElementPtr &element, const Positions &rows);

Table subset(const Table &table, const Positions *rows)
{
    if (!rows) return table;
    Table kept;
    kept.indexName = table.indexName;
    kept.index = subset(table.index, *rows);
    if (table.numericIndex) kept.numericIndex = subsetRows(table.numericIndex, *rows);
    for (const auto &[name, column] : table.columns.entries)
        if (auto part = subsetRows(column, *rows)) kept.columns.entries.emplace_back(name, std::move(part));
    return kept;
}

// Null for what cannot be cut (an element we do not understand).
ElementPtr subsetRows(const ElementPtr &element, const Positions &rows)
{
    if (const auto *array = element->as<Array>()) return makeElement(array->rows(rows));
    if (const auto *text = element->as<StringArray>()) return makeElement(subset(*text, rows));
    if (const auto *sparse = element->as<SparseMatrix>()) return makeElement(subset(*sparse, &rows, nullptr));
    if (const auto *table = element->as<Table>()) return makeElement(subset(*table, &rows));
    if (const auto *nullable = element->as<NullableArray>())
        return makeElement(NullableArray{nullable->values.rows(rows), subset(nullable->mask, rows)});
    if (const auto *categorical = element->as<Categorical>()) {
        Categorical kept{{}, categorical->categories, categorical->ordered};
        kept.codes.reserve(rows.size());
        for (const auto row : rows) kept.codes.push_back(categorical->codes[static_cast<std::size_t>(row)]);
        return makeElement(std::move(kept));
    }
    if (const auto *record = element->as<RecordArray>()) {
        RecordArray kept{record->shape, {}};
        if (kept.shape.empty()) return element;
        kept.shape[0] = static_cast<std::int64_t>(rows.size());
        for (const auto &[name, field] : record->fields.entries) kept.fields.entries.emplace_back(name, subsetRows(field, rows));
        return makeElement(std::move(kept));
    }
    return nullptr;
}

Dict subsetRows(const Dict &dict, const Positions *rows)
{
    if (!rows) return dict;
    Dict kept;
    for (const auto &[key, element] : dict.entries)
        if (auto part = subsetRows(element, *rows)) kept.entries.emplace_back(key, std::move(part));
    return kept;
}

// obsp, varp: both axes.
Dict subsetPairs(const Dict &dict, const Positions *both)
{
    if (!both) return dict;
    Dict kept;
    for (const auto &[key, element] : dict.entries) {
        if (const auto *sparse = element->as<SparseMatrix>())
            kept.entries.emplace_back(key, makeElement(subset(*sparse, both, both)));
        else if (const auto *array = element->as<Array>(); array && array->shape().size() >= 2)
            kept.entries.emplace_back(key, makeElement(subset(*array, both, both)));
    }
    return kept;
}

Result<Dataset> subsetChecked(const Dataset &dataset, const Positions *cells, const Positions *genes)
{
    Dataset result;
    LEXICELL_TRY(x, dataset.x.subset(cells, genes));
    result.x = x;
    for (const auto &[name, layer] : dataset.layers.entries) {
        LEXICELL_TRY(part, layer.subset(cells, genes));
        result.layers.entries.emplace_back(name, part);
    }
    result.obs = subset(dataset.obs, cells);
    result.var = subset(dataset.var, genes);
    result.obsm = subsetRows(dataset.obsm, cells);
    result.varm = subsetRows(dataset.varm, genes);
    result.obsp = subsetPairs(dataset.obsp, cells);
    result.varp = subsetPairs(dataset.varp, genes);
    result.uns = dataset.uns;
    if (dataset.raw) {
        LEXICELL_TRY(rawX, dataset.raw->x.subset(cells, nullptr));
        result.raw = Raw{rawX, dataset.raw->var, dataset.raw->varm};
    }
    result.unknown = dataset.unknown;
    result.file = dataset.file;
    result.format = dataset.format;
    return result;
}

}  // namespace

Result<Dataset> subset(const Dataset &dataset, const Positions *cells, const Positions *genes)
{
    try {
        return subsetChecked(dataset, cells, genes);
    } catch (const std::bad_alloc &) {
        return Error{ErrorKind::OutOfMemory,
                     "out_of_memory",
                     "There is not enough memory for this part of the data set; choose fewer cells.",
                     {}};
    }
}

}  // namespace lexicell::data
