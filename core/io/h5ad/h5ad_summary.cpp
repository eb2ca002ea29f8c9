#include "core/io/h5ad/h5ad_summary.h"

#include "core/data/value_summary.h"
#include "core/io/hdf5/file_matrix.h"
#include "core/io/h5ad/h5ad_elements.h"
#include "core/io/h5ad/h5ad_names.h"
#include "core/io/hdf5/hdf5_values.h"

#include <algorithm>

namespace lexicell::io {

namespace {

using Names = std::vector<std::string>;

struct Frame {
    std::int64_t rows = 0;
    Names columns;
};

std::int64_t lengthOf(const Hdf5Node &node)
{
    auto values = node;
    if (node.isGroup() && node.has("codes")) values = node.child("codes");
    else if (node.isGroup() && node.has("values")) values = node.child("values");
    if (!values.isDataset() || extentOf(values).shape.size() != 1)
        throw node.bad(errors::badEncoding, "is not a list of names; write the file again from its source");
    return extentOf(values).shape[0];
}

Frame frame(const Hdf5Node &node)
{
    if (node.isDataset()) {  // anndata 0.6
        auto names = fieldNames(node);
        if (names.empty())
            throw node.bad(errors::missingElement,
                           "has no _index, the column of row names; write the file again from its source");
        names.erase(names.begin());
        return {extentOf(node).shape.empty() ? 0 : extentOf(node).shape[0], std::move(names)};
    }
    const auto index = node.textAttribute("_index");
    if (!index)
        throw node.bad(errors::missingElement,
                       "has no attribute _index, which names the column of row names; write the file again from its source");
    Frame result{lengthOf(node.child(*index)), {}};
    if (auto order = node.textsAttribute("column-order")) result.columns = std::move(*order);
    else
        for (const auto &name : node.names())
            if (name != *index && name != "__categories") result.columns.push_back(name);
    return result;
}

Names namesIn(const Hdf5Node &root, const std::string &name)
{
    if (!root.has(name)) return {};
    const auto node = root.child(name);
    return node.isGroup() ? node.names() : fieldNames(node);
}

// Listed under their full names, slashes included.
Names elementsIn(const Hdf5Node &root, const std::string &name)
{
    if (!root.has(name)) return {};
    const auto node = root.child(name);
    return node.isGroup() ? elementNames(node) : fieldNames(node);
}

std::optional<bool> looksLikeCounts(const Hdf5Node &x)
{
    constexpr std::int64_t most = 65536;
    const auto values = x.isGroup() ? x.child("data") : x;
    const auto extent = extentOf(values);
    if (extent.size() == 0) return std::nullopt;
    Hdf5Window window{std::vector<std::int64_t>(extent.shape.size(), 0), extent.shape};
    const auto rowSize = extent.shape.size() == 2 ? std::max<std::int64_t>(1, extent.shape[1]) : 1;
    window.count[0] = std::clamp<std::int64_t>(most / rowSize, 1, extent.shape[0]);
    data::ValueSummary seen;
    for (const double value : readNumbers(values, window).toDouble()) seen.add(value);
    return seen.nonZeros > 0 ? std::optional(seen.counts()) : std::nullopt;
}

void describeX(const Hdf5Node &root, DatasetSummary &summary)
{
    if (!root.has("X")) return;
    const auto x = root.child("X");
    if (x.isDataset() && extentOf(x).null) return;
    const auto matrix = FileMatrix::open(x, {summary.cells, summary.genes, "cells", "genes", false});
    summary.dtype = matrix->dtype();
    summary.storage = matrix->storage();
    if (matrix->storage() != data::Storage::Dense) summary.stored = matrix->stored();
    summary.counts = looksLikeCounts(x);
}

}  // namespace

Result<DatasetSummary> describeH5ad(const std::filesystem::path &path)
{
    return guarded(path, [&] {
        const Hdf5Scope scope;
        const auto root = Hdf5Node::openFile(path);
        checkAnnData(root);
        DatasetSummary summary;
        summary.format = "h5ad";
        auto obs = frame(root.child("obs")), var = frame(root.child("var"));
        summary.cells = obs.rows;
        summary.genes = var.rows;
        summary.obs = std::move(obs.columns);
        summary.var = std::move(var.columns);
        describeX(root, summary);
        summary.layers = elementsIn(root, "layers");
        summary.obsm = elementsIn(root, "obsm");
        summary.varm = elementsIn(root, "varm");
        summary.obsp = elementsIn(root, "obsp");
        summary.varp = elementsIn(root, "varp");
        summary.uns = namesIn(root, "uns");
        summary.hasRaw = root.has("raw") || root.has("raw.X");
        return summary;
    });
}

}  // namespace lexicell::io
