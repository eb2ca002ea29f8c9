#include "core/io/dataset_summary.h"

#include "core/data/value_summary.h"
#include "core/io/failure.h"
#include "core/io/file_kind.h"
#include "core/io/h5ad/h5ad_summary.h"
#include "core/io/hdf5/hdf5_probe.h"

namespace lexicell::io {

namespace {

std::vector<std::string> namesOf(const data::Dict &dict)
{
    std::vector<std::string> names;
    for (const auto &[name, element] : dict.entries) names.push_back(name);
    return names;
}

Result<DatasetSummary> summaryOf(const data::Dataset &dataset)
{
    DatasetSummary summary;
    summary.format = dataset.format;
    summary.cells = dataset.cells();
    summary.genes = dataset.genes();
    if (dataset.x) {
        LEXICELL_TRY(values, data::summarize(dataset.x));
        summary.stored = values.nonZeros;
        summary.dtype = dataset.x.source().dtype();
        summary.storage = dataset.x.source().storage();
        if (values.nonZeros > 0) summary.counts = values.counts();
    }
    for (const auto &[name, matrix] : dataset.layers.entries) summary.layers.push_back(name);
    summary.obs = namesOf(dataset.obs.columns);
    summary.var = namesOf(dataset.var.columns);
    summary.obsm = namesOf(dataset.obsm);
    summary.varm = namesOf(dataset.varm);
    summary.obsp = namesOf(dataset.obsp);
    summary.varp = namesOf(dataset.varp);
    summary.uns = namesOf(dataset.uns);
    summary.hasRaw = dataset.raw.has_value();
    summary.otherFeatureTypes = otherFeatureTypes(dataset);
    return summary;
}

}  // namespace

FeatureTypes otherFeatureTypes(const data::Dataset &dataset)
{
    FeatureTypes types;
    const data::Element *element = dataset.uns.find("other_feature_types");
    if (const auto *others = element ? element->as<data::Dict>() : nullptr)
        for (const auto &[type, count] : others->entries)
            if (const auto *number = count->as<data::Array>(); number && number->size() == 1)
                types.emplace_back(type, number->intAt(0));
    return types;
}

Result<DatasetSummary> describeDataset(const std::filesystem::path &path, const ReadOptions &options, JobContext &context)
{
    const auto isH5ad =
        guarded(path, [&] { return std::filesystem::is_regular_file(path) && recognize(path).kind == FileKind::H5ad; });
    if (!isH5ad.ok()) return isH5ad.error();
    if (*isH5ad) {
        warnIfProbeMissing(context);
        return describeH5ad(path);
    }
    LEXICELL_TRY(dataset, readDataset(path, options, context));
    return summaryOf(dataset);
}

}  // namespace lexicell::io
