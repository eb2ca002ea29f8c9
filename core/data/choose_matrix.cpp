#include "core/data/choose_matrix.h"

#include "core/data/gene_spelling.h"

#include <utility>

namespace lexicell::data {

namespace {

std::vector<std::string> namesOf(const NamedMatrices &layers)
{
    std::vector<std::string> names;
    for (const auto &[name, matrix] : layers.entries) names.push_back(name);
    return names;
}

std::string freeName(const NamedMatrices &layers)
{
    std::string name = "former_X";
    for (int i = 2; layers.find(name); ++i) name = "former_X_" + std::to_string(i);
    return name;
}

std::string freeColumn(const Dict &columns, const std::string &wanted)
{
    std::string name = wanted;
    for (int i = 2; columns.find(name); ++i) name = wanted + "_" + std::to_string(i);
    return name;
}

// raw has genes of its own: the two change places, and what lies along the former genes but fits into neither goes.
std::vector<std::string> exchangeRaw(Dataset &dataset, FormerX former)
{
    std::vector<std::string> lost = namesOf(dataset.layers);
    Raw other{dataset.x, dataset.var, dataset.varm};
    dataset.x = dataset.raw->x;
    dataset.var = dataset.raw->var;
    dataset.varm = dataset.raw->varm;
    dataset.varp = {};
    dataset.layers = {};
    if (former == FormerX::Kept && other.x) dataset.raw = std::move(other);
    else dataset.raw.reset();
    return lost;
}

}  // namespace

Result<std::vector<std::string>> chooseMatrix(Dataset &dataset, const std::string &layer, FormerX former)
{
    if (layer.empty() || layer == "X") return std::vector<std::string>();
    LEXICELL_TRY(matrix, dataset.matrix(layer));
    const bool raw = layer == "raw" && dataset.raw;
    if (raw && (former == FormerX::Dropped || dataset.raw->var.index.values != dataset.var.index.values))
        return exchangeRaw(dataset, former);
    if (former == FormerX::Kept && dataset.x) dataset.layers.set(freeName(dataset.layers), dataset.x);
    dataset.x = std::move(matrix);
    return std::vector<std::string>();
}

Result<void> chooseGeneNames(Dataset &dataset, const std::string &column)
{
    if (column.empty()) return {};
    LEXICELL_TRY(names, geneNames(dataset, column));
    const std::string former = dataset.var.indexName == "_index" ? "index_before" : dataset.var.indexName;
    dataset.var.columns.set(freeColumn(dataset.var.columns, former), makeElement(dataset.var.index));
    dataset.var.index.values = std::move(names);
    dataset.var.index.missing.clear();
    dataset.var.indexName = "_index";
    dataset.var.numericIndex.reset();
    return {};
}

Result<std::vector<std::string>> geneNames(const Dataset &dataset, const std::string &column)
{
    if (column.empty()) return dataset.var.index.values;
    if (auto names = textOf(dataset.var, column)) return std::move(*names);
    std::string columns;
    for (const auto &[name, value] : dataset.var.columns.entries) columns += (columns.empty() ? "" : ", ") + name;
    return Error{ErrorKind::NotFound,
                 "missing_column",
                 dataset.file.string() + " has no text column " + column +
                     " in var. Columns: " + (columns.empty() ? "none" : columns) + ".",
                 {}};
}

}  // namespace lexicell::data
