#include "core/io/choose_matrix.h"

#include "core/genes/gene_names.h"

#include <utility>

namespace lexicell::io {

namespace {

std::vector<std::string> namesOf(const data::NamedMatrices &layers)
{
    std::vector<std::string> names;
    for (const auto &[name, matrix] : layers.entries) names.push_back(name);
    return names;
}

std::string freeName(const data::NamedMatrices &layers)
{
    std::string name = "former_X";
    for (int i = 2; layers.find(name); ++i) name = "former_X_" + std::to_string(i);
    return name;
}

std::string freeColumn(const data::Dict &columns, const std::string &wanted)
{
    std::string name = wanted;
    for (int i = 2; columns.find(name); ++i) name = wanted + "_" + std::to_string(i);
    return name;
}

// raw has other genes: raw and X are exchanged, and parts along X's genes that fit neither are left out.
std::vector<std::string> exchangeRaw(data::Dataset &dataset, FormerX former)
{
    std::vector<std::string> lost = namesOf(dataset.layers);
    data::Raw other{dataset.x, dataset.var, dataset.varm};
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

Result<std::vector<std::string>> chooseMatrix(data::Dataset &dataset, const std::string &layer, FormerX former)
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

Result<void> chooseGeneNames(data::Dataset &dataset, const std::string &column)
{
    if (column.empty()) return {};
    LEXICELL_TRY(names, genes::geneNames(dataset, column));
    const std::string former = dataset.var.indexName == "_index" ? "index_before" : dataset.var.indexName;
    dataset.var.columns.set(freeColumn(dataset.var.columns, former), data::makeElement(dataset.var.index));
    dataset.var.index.values = std::move(names);
    dataset.var.index.missing.clear();
    dataset.var.indexName = "_index";
    dataset.var.numericIndex.reset();
    return {};
}

}  // namespace lexicell::io
