#include "core/io/h5ad/h5ad_legacy.h"

#include "core/io/hdf5/hdf5_values.h"

namespace lexicell::io {

using data::Array;
using data::Categorical;
using data::Dataset;
using data::Dict;
using data::Element;
using data::ElementPtr;
using data::makeElement;
using data::StringArray;
using data::Table;

namespace {

// A single category was written as a scalar.
ElementPtr asList(const ElementPtr &categories)
{
    if (const auto *text = categories->as<StringArray>()) {
        StringArray list = *text;
        list.shape = {static_cast<std::int64_t>(list.values.size())};
        return makeElement(std::move(list));
    }
    if (const auto *numbers = categories->as<Array>(); numbers && numbers->shape().size() == 1) return categories;
    return nullptr;
}

bool restoreColumn(Table &table, const std::string &column, const ElementPtr &categories)
{
    const auto *element = table.columns.find(column);
    const auto *codes = element ? element->as<Array>() : nullptr;
    if (!codes || data::isFloating(codes->dtype())) return false;
    Categorical categorical;
    categorical.categories = categories;
    const auto count = static_cast<std::int64_t>(categorical.categoryCount());
    for (std::int64_t i = 0; i < codes->size(); ++i) {
        const auto code = codes->intAt(i);
        if (code < -1 || code >= count) return false;  // the categories belong to the other axis
        categorical.codes.push_back(static_cast<std::int32_t>(code));
    }
    table.columns.set(column, makeElement(std::move(categorical)));
    return true;
}

}  // namespace

void restoreCategories(Dataset &dataset)
{
    static const std::string suffix = "_categories";
    Dict kept;
    for (const auto &[name, element] : dataset.uns.entries) {
        bool used = false;
        if (name.ends_with(suffix)) {
            const auto column = name.substr(0, name.size() - suffix.size());
            if (const auto categories = asList(element)) {
                used = restoreColumn(dataset.obs, column, categories);
                used = restoreColumn(dataset.var, column, categories) || used;
            }
        }
        if (!used) kept.entries.emplace_back(name, element);
    }
    dataset.uns = std::move(kept);
}

void moveNeighborGraphs(Dataset &dataset)
{
    const auto *element = dataset.uns.find("neighbors");
    const auto *old = element ? element->as<Dict>() : nullptr;
    if (!old) return;
    Dict neighbors = *old;
    for (const std::string name : {"distances", "connectivities"}) {
        const auto graph = neighbors.get(name);
        const auto *sparse = graph ? graph->as<data::SparseMatrix>() : nullptr;
        const auto *dense = graph ? graph->as<Array>() : nullptr;
        if (!sparse && !(dense && dense->shape().size() == 2)) continue;
        if ((sparse ? sparse->rows : dense->dim(0)) != dataset.cells() ||
            (sparse ? sparse->columns : dense->dim(1)) != dataset.cells())
            continue;
        neighbors.erase(name);
        dataset.obsp.set(name, graph);
    }
    if (neighbors.entries.size() != old->entries.size()) dataset.uns.set("neighbors", makeElement(std::move(neighbors)));
}

Dict readCompoundDict(const Hdf5Node &node)
{
    bool replaced = false;
    return readRecords(node, replaced).fields;
}

}  // namespace lexicell::io
