#include "core/io/h5ad/opaque_copy.h"

#include "core/io/h5ad/awkward_rows.h"
#include "core/io/h5ad/h5ad_elements.h"
#include "core/io/hdf5/hdf5_node.h"
#include "core/io/hdf5/hdf5_values.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <numeric>

namespace lexicell::io {

using data::Opaque;
using Positions = std::vector<std::int64_t>;

namespace {

bool anywhere(const Hdf5Node &node, const std::function<bool(const Hdf5Node &)> &is)
{
    if (node.isDataset()) return is(node);
    const auto names = node.names();
    return std::any_of(names.begin(), names.end(), [&](const auto &name) { return anywhere(node.child(name), is); });
}

// h5py has no type for it, so anndata would refuse the whole file.
bool holdsTime(const Hdf5Node &dataset)
{
    const Hdf5Scope scope;
    const Hdf5Handle type(H5Dget_type(dataset.id()));
    return H5Tdetect_class(type.id(), H5T_TIME) > 0;
}

// Rows and columns of `item` bytes each, taken from [height x width].
std::vector<char> pick(const std::vector<char> &all, std::size_t item, const std::vector<hsize_t> &shape, const Positions &rows,
                       const Positions *columns)
{
    const std::size_t inner =
        item * std::accumulate(shape.begin() + (columns ? 2 : 1), shape.end(), std::size_t{1}, std::multiplies<>());
    std::vector<char> kept;
    const auto append = [&](std::size_t at) {
        const char *from = all.data() + at * inner;
        kept.insert(kept.end(), from, from + inner);
    };
    for (const auto row : rows) {
        if (!columns) append(static_cast<std::size_t>(row));
        else
            for (const auto column : *columns)
                append(static_cast<std::size_t>(row) * shape[1] + static_cast<std::size_t>(column));
    }
    return kept;
}

// The values keep the file's own type, so the type need not be known here.
void copyRows(const Hdf5Output &output, hid_t parent, const std::string &name, const Hdf5Node &source, const Opaque &opaque)
{
    checkReadable(source);
    const auto extent = extentOf(source);
    std::vector<hsize_t> shape(extent.shape.begin(), extent.shape.end());
    if (shape.empty() || (opaque.columns && shape.size() < 2))
        throw source.bad(errors::shapeMismatch, "has no rows and columns to choose from");
    const Hdf5Scope scope;
    const Hdf5Handle type(H5Dget_type(source.id())), space(H5Dget_space(source.id()));
    const std::size_t item = H5Tget_size(type.id());
    std::vector<char> all(static_cast<std::size_t>(extent.size()) * item);
    if (!all.empty() && H5Dread(source.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, all.data()) < 0)
        throw source.bad(errors::corruptData, "cannot be read", hdf5Errors());
    const auto kept = pick(all, item, shape, *opaque.rows, opaque.columns.get());
    shape[0] = static_cast<hsize_t>(opaque.rows->size());
    if (opaque.columns) shape[1] = static_cast<hsize_t>(opaque.columns->size());
    const auto written = output.bytes(parent, name, type.id(), shape, kept);
    output.encode(written.id(), opaque.encoding.empty() ? "array" : opaque.encoding, "0.2.0");
    if (!all.empty()) H5Dvlen_reclaim(type.id(), space.id(), H5P_DEFAULT, all.data());
}

std::string copyWhole(const Hdf5Output &output, hid_t parent, const std::string &name, const Hdf5Node &source,
                      const std::string &encoding)
{
    const Hdf5Scope scope;
    const Hdf5Handle copy(H5Pcreate(H5P_OBJECT_COPY));
    H5Pset_copy_object(copy.id(), H5O_COPY_EXPAND_SOFT_LINK_FLAG);
    if (H5Ocopy(source.id(), ".", parent, name.c_str(), copy.id(), H5P_DEFAULT) < 0) return "cannot be copied: " + hdf5Errors();
    if (encoding.empty()) {
        const Hdf5Handle copied(H5Oopen(parent, name.c_str(), H5P_DEFAULT));
        output.encode(copied.id(), "array", "0.2.0");
    }
    return {};
}

}  // namespace

std::string copyOpaque(const Hdf5Output &output, hid_t parent, const std::string &name, const Opaque &opaque)
{
    if (!isReadableElsewhere(opaque.encoding)) return "has the encoding \"" + opaque.encoding + "\", which anndata cannot read";
    const auto source = guarded(opaque.file, [&] { return Hdf5Node::openFile(opaque.file).child(opaque.path); });
    if (!source.ok()) return "cannot be read: " + source.error().message;
    const bool awkward = opaque.encoding == "awkward-array" && source->isGroup();
    if (!awkward && !source->isDataset()) return "is neither an array nor an element that anndata can read";
    const auto plugin = guarded(opaque.file, [&] { return anywhere(*source, needsPlugin); });
    if (!plugin.ok()) return "cannot be read: " + plugin.error().message;
    if (*plugin) return "is compressed with a filter that needs a plug-in";
    if (anywhere(*source, holdsTime)) return "holds times, which anndata cannot read";
    if (!opaque.rows) return copyWhole(output, parent, name, *source, opaque.encoding);
    if (awkward && opaque.columns) return "is an awkward array, whose columns cannot be chosen";
    if (!awkward) {
        const auto copied = guarded(opaque.file, [&] { copyRows(output, parent, name, *source, opaque); });
        return copied.ok() ? std::string() : "cannot be cut: " + copied.error().message;
    }
    const auto rows = guarded(opaque.file, [&] { return awkwardRows(*source, *opaque.rows); });
    if (!rows.ok()) return "cannot be cut: " + rows.error().message;
    writeAwkward(output, parent, name, *rows);
    return {};
}

}  // namespace lexicell::io
