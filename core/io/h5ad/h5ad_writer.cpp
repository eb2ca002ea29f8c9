#include "core/io/h5ad/h5ad_writer.h"

#include "core/files/atomic_file.h"
#include "core/io/failure.h"
#include "core/io/h5ad/anndata_output.h"
#include "core/io/h5ad/h5ad_element_writer.h"
#include "core/io/hdf5/hdf5_probe.h"

namespace lexicell::io {

using data::Dataset;

namespace {

// An attribute of the oldest format holds 64 KB; the list of column names takes 16 bytes per column.
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

void writeRaw(hid_t root, const data::Raw &raw, const Hdf5Output &output, ElementWriter &writer)
{
    const auto group = output.group(root, "raw", "raw", "0.1.0");
    if (raw.x) writer.writeMatrix(group.id(), "X", raw.x.source());
    writer.writeTable(group.id(), "var", raw.var);
    writer.writeAligned(group.id(), "varm", raw.varm, raw.var.index, "raw/varm");
}

// uns["<column>_colors"] belongs to a column by its name, so it is renamed together with the column.
data::Dict withColorsOf(const data::Table &obs, const std::vector<std::string> &stored, data::Dict uns)
{
    static const std::string suffix = "_colors";
    for (std::size_t i = 0; i < stored.size(); ++i) {
        const std::string &column = obs.columns.entries[i].first;
        if (stored[i] == column || uns.find(stored[i] + suffix)) continue;
        for (auto &[key, element] : uns.entries)
            if (key == column + suffix) key = stored[i] + suffix;
    }
    return uns;
}

void writeLayers(hid_t root, const data::NamedMatrices &layers, const Hdf5Output &output, ElementWriter &writer)
{
    const auto group = output.group(root, "layers", "dict", "0.1.0");
    std::vector<std::string> keys;
    for (const auto &[name, layer] : layers.entries) keys.push_back(name);
    const auto stored = writer.names("layers", keys, {});
    for (std::size_t i = 0; i < stored.size(); ++i) writer.writeMatrix(group.id(), stored[i], layers.entries[i].second.source());
}

}  // namespace

bool hasWideTables(const Dataset &dataset)
{
    return dataset.obs.columns.entries.size() > mostColumns || dataset.var.columns.entries.size() > mostColumns ||
           hasWideTable(dataset.obsm) || hasWideTable(dataset.varm) || hasWideTable(dataset.uns) ||
           (dataset.raw && (dataset.raw->var.columns.entries.size() > mostColumns || hasWideTable(dataset.raw->varm)));
}

void writeAnnData(hid_t root, const Dataset &dataset, const Hdf5Output &output, ElementWriter &writer)
{
    if (dataset.x) writer.writeMatrix(root, "X", dataset.x.source());
    if (dataset.raw) writeRaw(root, *dataset.raw, output, writer);
    const auto columns = writer.writeTable(root, "obs", dataset.obs);
    writer.writeTable(root, "var", dataset.var);
    writer.writeAligned(root, "obsm", dataset.obsm, dataset.obs.index);
    writer.writeAligned(root, "varm", dataset.varm, dataset.var.index);
    writer.writeAligned(root, "obsp", dataset.obsp, dataset.obs.index);
    writer.writeAligned(root, "varp", dataset.varp, dataset.var.index);
    writeLayers(root, dataset.layers, output, writer);
    writer.writeDict(root, "uns", withColorsOf(dataset.obs, columns, dataset.uns));
    for (const auto &[name, element] : dataset.unknown.entries)
        writer.leftOut("/" + name + " of " + dataset.file.string(), "is not part of AnnData, and anndata refuses files with it");
}

Result<void> writeH5ad(const Dataset &dataset, const std::filesystem::path &path, const WriteOptions &options,
                       JobContext &context)
{
    return guarded(path, [&] {
        auto file =
            orThrow(files::AtomicFile::create(path, options.overwrite ? files::Existing::Replaced : files::Existing::Refused));
        Hdf5Output output(file.descriptor(), path, {options.gzipLevel, hasWideTables(dataset)}, context);
        ElementWriter writer(output, context);
        output.encode(output.root(), "anndata", "0.1.0");
        writeAnnData(output.root(), dataset, output, writer);
        output.close();
        orThrow(file.commit());
        trustHdf5(path);
    });
}

}  // namespace lexicell::io
