#include "core/io/mudata/mudata_writer.h"

#include "core/data/feature_types.h"
#include "core/files/atomic_file.h"
#include "core/io/failure.h"
#include "core/io/h5ad/anndata_output.h"
#include "core/io/hdf5/hdf5_probe.h"

#include <algorithm>

namespace lexicell::io {

using data::Dataset;

namespace {

// mudata warns of files that begin otherwise.
constexpr const char *headOfMuData = "MuData (format-version=0.1.0;creator=lexicell)";

struct Division {
    std::string name;
    std::vector<std::int64_t> features;  // ascending
    std::vector<std::int64_t> cells;     // ascending
};

std::vector<std::string> textsOf(const data::Table &table, const char *column)
{
    const data::Element *element = table.columns.find(column);
    std::vector<std::string> texts;
    if (const auto *text = element ? element->as<data::StringArray>() : nullptr) texts = text->values;
    if (const auto *categorical = element ? element->as<data::Categorical>() : nullptr) texts = categorical->texts();
    if (static_cast<std::int64_t>(texts.size()) != table.rows()) texts.clear();
    return texts;
}

// Whether the modality is one of those that "+" separates.
bool lists(const std::string &pattern, const std::string &name)
{
    for (std::size_t begin = 0; begin <= pattern.size();) {
        const std::size_t end = std::min(pattern.find('+', begin), pattern.size());
        if (pattern.compare(begin, end - begin, name) == 0) return true;
        begin = end + 1;
    }
    return false;
}

std::vector<Division> divisionsOf(const Dataset &dataset)
{
    const std::vector<std::string> types = textsOf(dataset.var, data::featureTypesColumn);
    std::vector<Division> divisions;
    for (std::int64_t gene = 0; gene < dataset.genes(); ++gene) {
        const std::string type = types.empty() ? data::modalityNames[0].featureType : types[static_cast<std::size_t>(gene)];
        const data::ModalityNames *known = data::modalityNamed(type);
        const std::string name = known ? known->name : type.empty() ? "other" : type;
        auto found = std::find_if(divisions.begin(), divisions.end(), [&](const Division &d) { return d.name == name; });
        if (found == divisions.end()) found = divisions.insert(divisions.end(), {name, {}, {}});
        found->features.push_back(gene);
    }
    const std::vector<std::string> patterns = textsOf(dataset.obs, data::modalitiesColumn);
    for (Division &division : divisions) {
        for (std::int64_t cell = 0; cell < dataset.cells(); ++cell)
            if (patterns.empty() || lists(patterns[static_cast<std::size_t>(cell)], division.name))
                division.cells.push_back(cell);
        if (!division.cells.empty()) continue;
        for (std::int64_t cell = 0; cell < dataset.cells(); ++cell) division.cells.push_back(cell);  // a column of other meaning
    }
    return divisions;
}

// X, layers and var of these features; the cells have names alone.
Dataset partOf(const Dataset &dataset, const Division &division, JobContext &context)
{
    Dataset bare;
    bare.x = dataset.x;
    bare.layers = dataset.layers;
    bare.obs.indexName = dataset.obs.indexName;
    bare.obs.index = dataset.obs.index;
    bare.var = dataset.var;
    return orThrow(data::subset(bare, &division.cells, &division.features, &context));
}

// 1 + the row in the modality, 0: it lacks the row.
data::Array mapOf(const std::vector<std::int64_t> &kept, std::int64_t rows)
{
    std::vector<std::uint32_t> map(static_cast<std::size_t>(rows), 0);
    for (std::size_t i = 0; i < kept.size(); ++i) map[static_cast<std::size_t>(kept[i])] = static_cast<std::uint32_t>(i + 1);
    return data::Array::of(map);
}

void writeMaps(const char *name, const std::vector<Division> &divisions, std::vector<std::int64_t> Division::*kept,
               std::int64_t rows, hid_t root, ElementWriter &writer)
{
    data::Dict maps;
    for (const Division &division : divisions) maps.set(division.name, data::makeElement(mapOf(division.*kept, rows)));
    writer.writeDict(root, name, maps);
}

// mudata finds the rows of a modality by a mask too, beside the other elements.
data::Dict withMasks(data::Dict elements, const std::vector<Division> &divisions, std::vector<std::int64_t> Division::*kept,
                     std::int64_t rows)
{
    for (const Division &division : divisions) {
        data::Array mask(data::DType::Bool, {rows, 1});
        for (const std::int64_t row : division.*kept) mask.as<bool>()[row] = true;
        elements.set(division.name, data::makeElement(std::move(mask)));
    }
    return elements;
}

// The features in the order of the modalities.
data::Table sharedVar(const Dataset &dataset, std::vector<Division> &divisions)
{
    data::Table var;
    var.indexName = dataset.var.indexName;
    for (Division &division : divisions) {
        for (std::int64_t &gene : division.features) {
            var.index.values.push_back(dataset.var.index.values[static_cast<std::size_t>(gene)]);
            gene = static_cast<std::int64_t>(var.index.values.size()) - 1;  // its place among all
        }
    }
    var.index.shape = {static_cast<std::int64_t>(var.index.values.size())};
    return var;
}

void warnOfMixed(const Dataset &dataset, ElementWriter &writer)
{
    for (const auto &[key, element] : dataset.varm.entries) writer.leftOut("varm/" + key, "belongs to features of several kinds");
    for (const auto &[key, element] : dataset.varp.entries) writer.leftOut("varp/" + key, "belongs to features of several kinds");
    if (dataset.raw) writer.leftOut("raw", "belongs to features of several kinds");
    for (const auto &[name, element] : dataset.unknown.entries)
        writer.leftOut("/" + name + " of " + dataset.file.string(), "is not part of AnnData");
}

void writeParts(const Dataset &dataset, const Hdf5Output &output, JobContext &context)
{
    ElementWriter writer(output, context);
    const hid_t root = output.root();
    output.encode(root, "MuData", "0.1.0");
    output.attribute(root, "axis", std::int64_t{0});
    std::vector<Division> divisions = divisionsOf(dataset);
    {
        const auto mod = output.group(root, "mod", "dict", "0.1.0");
        std::vector<std::string> order;
        order.reserve(divisions.size());
        for (const Division &division : divisions) order.push_back(division.name);
        const std::vector<std::string> stored = writer.names("mod", order, {});
        output.attribute(mod.id(), "mod-order", stored);
        for (std::size_t i = 0; i < divisions.size(); ++i) {
            divisions[i].name = stored[i];
            const auto group = output.group(mod.id(), stored[i], "anndata", "0.1.0");
            writeAnnData(group.id(), partOf(dataset, divisions[i], context), output, writer);
        }
    }
    writer.writeTable(root, "obs", dataset.obs);
    const data::Table var = sharedVar(dataset, divisions);
    writer.writeTable(root, "var", var);
    writer.writeAligned(root, "obsm", withMasks(dataset.obsm, divisions, &Division::cells, dataset.cells()), dataset.obs.index);
    writer.writeAligned(root, "varm", withMasks({}, divisions, &Division::features, dataset.genes()), var.index);
    writer.writeAligned(root, "obsp", dataset.obsp, dataset.obs.index);
    writer.writeAligned(root, "varp", {}, var.index);
    writeMaps("obsmap", divisions, &Division::cells, dataset.cells(), root, writer);
    writeMaps("varmap", divisions, &Division::features, dataset.genes(), root, writer);
    writer.writeDict(root, "uns", dataset.uns);
    warnOfMixed(dataset, writer);
}

}  // namespace

Result<void> writeMuData(const Dataset &dataset, const std::filesystem::path &path, const WriteOptions &options,
                         JobContext &context)
{
    return guarded(path, [&] {
        auto file =
            orThrow(files::AtomicFile::create(path, options.overwrite ? files::Existing::Replaced : files::Existing::Refused));
        Hdf5Output output(file.descriptor(), path, {options.gzipLevel, hasWideTables(dataset), headOfMuData}, context);
        writeParts(dataset, output, context);
        output.close();
        orThrow(file.commit());
        trustHdf5(path);
    });
}

}  // namespace lexicell::io
