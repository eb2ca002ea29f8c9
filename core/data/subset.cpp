#include "core/base/guarded.h"
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

// Collects what a cut leaves out, for a warning.
class LeftOut {
  public:
    explicit LeftOut(JobContext *context) : m_context(context) {}

    void add(const std::string &element) const
    {
        if (m_context)
            m_context->warn(warnings::leftOut,
                            element + " cannot be cut to the kept cells and genes. It is left out of the filtered data set.");
    }

  private:
    JobContext *m_context;
};

Opaque::Kept within(const Opaque::Kept &before, const Positions &rows)
{
    Positions kept = rows;
    if (before)
        for (auto &row : kept) row = (*before)[static_cast<std::size_t>(row)];
    return std::make_shared<const Positions>(std::move(kept));
}

Dict subsetRows(const Dict &dict, const Positions *rows, const std::string &place, const LeftOut &leftOut)
{
    if (!rows) return dict;
    Dict kept;
    for (const auto &[key, element] : dict.entries) {
        if (auto part = subsetRows(element, *rows)) kept.entries.emplace_back(key, std::move(part));
        else leftOut.add(place + "/" + key);
    }
    return kept;
}

Table subset(const Table &table, const Positions *rows, const std::string &place, const LeftOut &leftOut)
{
    if (!rows) return table;
    Table kept;
    kept.indexName = table.indexName;
    kept.index = subset(table.index, *rows);
    if (table.numericIndex) kept.numericIndex = subsetRows(table.numericIndex, *rows);
    kept.columns = subsetRows(table.columns, rows, place, leftOut);
    return kept;
}

// Null for an element without rows.
ElementPtr subsetRows(const ElementPtr &element, const Positions &rows)
{
    if (const auto *array = element->as<Array>()) return array->shape().empty() ? nullptr : makeElement(array->rows(rows));
    if (const auto *text = element->as<StringArray>()) return text->shape.empty() ? nullptr : makeElement(subset(*text, rows));
    if (const auto *sparse = element->as<SparseMatrix>()) return makeElement(subset(*sparse, &rows, nullptr));
    if (const auto *table = element->as<Table>()) return makeElement(subset(*table, &rows, {}, LeftOut(nullptr)));
    if (const auto *nullable = element->as<NullableArray>())
        return makeElement(NullableArray{nullable->values.rows(rows), subset(nullable->mask, rows)});
    if (const auto *categorical = element->as<Categorical>()) {
        Categorical kept{{}, categorical->categories, categorical->ordered};
        kept.codes.reserve(rows.size());
        for (const auto row : rows) kept.codes.push_back(categorical->codes[static_cast<std::size_t>(row)]);
        return makeElement(std::move(kept));
    }
    if (const auto *record = element->as<RecordArray>()) {
        if (record->shape.empty()) return nullptr;
        RecordArray kept{record->shape, takeRows(record->fields, rows)};
        kept.shape[0] = static_cast<std::int64_t>(rows.size());
        return makeElement(std::move(kept));
    }
    if (const auto *opaque = element->as<Opaque>()) {
        Opaque kept = *opaque;
        kept.rows = within(opaque->rows, rows);
        return makeElement(std::move(kept));
    }
    return nullptr;
}

// Cuts both axes; null for an element without two axes.
ElementPtr subsetBoth(const ElementPtr &element, const Positions &both)
{
    if (const auto *sparse = element->as<SparseMatrix>()) return makeElement(subset(*sparse, &both, &both));
    if (const auto *array = element->as<Array>())
        return array->shape().size() < 2 ? nullptr : makeElement(subset(*array, &both, &both));
    if (const auto *opaque = element->as<Opaque>()) {
        Opaque kept = *opaque;
        kept.rows = within(opaque->rows, both);
        kept.columns = within(opaque->columns, both);
        return makeElement(std::move(kept));
    }
    return nullptr;
}

// obsp, varp.
Dict subsetPairs(const Dict &dict, const Positions *both, const std::string &place, const LeftOut &leftOut)
{
    if (!both) return dict;
    Dict kept;
    for (const auto &[key, element] : dict.entries) {
        if (auto part = subsetBoth(element, *both)) kept.entries.emplace_back(key, std::move(part));
        else leftOut.add(place + "/" + key);
    }
    return kept;
}

Result<Dataset> subsetChecked(const Dataset &dataset, const Positions *cells, const Positions *genes, const LeftOut &leftOut)
{
    Dataset result;
    LEXICELL_TRY(x, dataset.x.subset(cells, genes));
    result.x = x;
    for (const auto &[name, layer] : dataset.layers.entries) {
        LEXICELL_TRY(part, layer.subset(cells, genes));
        result.layers.entries.emplace_back(name, part);
    }
    result.obs = subset(dataset.obs, cells, "obs", leftOut);
    result.var = subset(dataset.var, genes, "var", leftOut);
    result.obsm = subsetRows(dataset.obsm, cells, "obsm", leftOut);
    result.varm = subsetRows(dataset.varm, genes, "varm", leftOut);
    result.obsp = subsetPairs(dataset.obsp, cells, "obsp", leftOut);
    result.varp = subsetPairs(dataset.varp, genes, "varp", leftOut);
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

Dict takeRows(const Dict &columns, const Positions &rows) { return subsetRows(columns, &rows, {}, LeftOut(nullptr)); }

Result<Dataset> subset(const Dataset &dataset, const Positions *cells, const Positions *genes, JobContext *context)
{
    return guarded(
        "take this part of the data set", [&] { return subsetChecked(dataset, cells, genes, LeftOut(context)); },
        "Choose fewer cells.");
}

}  // namespace lexicell::data
