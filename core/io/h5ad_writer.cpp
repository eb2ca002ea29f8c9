#include "core/io/h5ad_writer.h"

#include "core/io/failure.h"
#include "core/io/h5ad_element_writer.h"
#include "core/io/hdf5_probe.h"
#include "core/io/pending_file.h"

namespace lexicell::io {

using data::Dataset;

namespace {

// An attribute of the oldest format holds 64 KB; the list of column names takes 16 bytes a column.
constexpr std::size_t mostColumns = 4000;

bool hasWideTable(const data::Dict &dict)
{
    for (const auto &[key, element] : dict.entries) {
        const auto *table = element->as<data::Table>();
        const auto *inner = element->as<data::Dict>();
        if ((table && table->columns.entries.size() > mostColumns) || (inner && hasWideTable(*inner))) return true;
    }
    return false;
}

bool hasWideTable(const Dataset &dataset)
{
    return dataset.obs.columns.entries.size() > mostColumns || dataset.var.columns.entries.size() > mostColumns ||
           hasWideTable(dataset.obsm) || hasWideTable(dataset.varm) || hasWideTable(dataset.uns);
}

void writeRaw(hid_t root, const data::Raw &raw, const Hdf5Output &output, ElementWriter &writer)
{
    const auto group = output.group(root, "raw", "raw", "0.1.0");
    if (raw.x) writer.writeMatrix(group.id(), "X", raw.x.source());
    writer.writeTable(group.id(), "var", raw.var);
    writer.writeDict(group.id(), "varm", raw.varm);
}

void writeAll(const Dataset &dataset, const Hdf5Output &output, JobContext &context)
{
    ElementWriter writer(output, context);
    const hid_t root = output.root();
    output.encode(root, "anndata", "0.1.0");
    if (dataset.x) writer.writeMatrix(root, "X", dataset.x.source());
    if (dataset.raw) writeRaw(root, *dataset.raw, output, writer);
    writer.writeTable(root, "obs", dataset.obs);
    writer.writeTable(root, "var", dataset.var);
    writer.writeDict(root, "obsm", dataset.obsm);
    writer.writeDict(root, "varm", dataset.varm);
    writer.writeDict(root, "obsp", dataset.obsp);
    writer.writeDict(root, "varp", dataset.varp);
    const auto layers = output.group(root, "layers", "dict", "0.1.0");
    for (const auto &[name, layer] : dataset.layers.entries)
        writer.writeMatrix(layers.id(), storableName(name, {}), layer.source());
    writer.writeDict(root, "uns", dataset.uns);
    for (const auto &[name, element] : dataset.unknown.entries)
        writer.leftOut("/" + name + " of " + dataset.file.string(),
                       "is no part of AnnData, and anndata refuses files that hold it");
}

}  // namespace

Result<void> writeH5ad(const Dataset &dataset, const std::filesystem::path &path, const WriteOptions &options,
                       JobContext &context)
{
    return guarded(path, [&] {
        PendingFile file(path, options.overwrite);
        Hdf5Output output(file.descriptor(), path, {options.gzipLevel, hasWideTable(dataset)}, context);
        writeAll(dataset, output, context);
        output.close();
        file.commit();
        trustHdf5(path);
    });
}

}  // namespace lexicell::io
