#include "app/lexicell-cli/describe_dataset.h"

#include "core/io/dataset_summary.h"

namespace lexicell::cli {

namespace {

template <class T> Json known(const std::optional<T> &value) { return value ? Json(*value) : Json(); }

// --layer and --gene-column must name existing elements, as in every command.
Result<void> checkChoices(const InputOptions &input, Run &run)
{
    if (input.layer.empty() && input.geneColumn.empty()) return {};
    InputOptions backed = input;
    backed.read.backed = true;
    LEXICELL_CHECK(readInput(backed, run));
    return {};
}

}  // namespace

Result<Json> describeDataset(const InputOptions &input, Run &run)
{
    LEXICELL_TRY(summary, io::describeDataset(input.path, input.read, run.context));
    LEXICELL_CHECK(checkChoices(input, run));
    Json info{{"type", "dataset"}, {"format", summary.format}, {"n_obs", summary.cells}, {"n_vars", summary.genes}};
    info["nnz"] = known(summary.stored);
    info["dtype"] = summary.dtype ? Json(data::toString(*summary.dtype)) : Json();
    info["storage"] = summary.storage ? Json(data::toString(*summary.storage)) : Json();
    info["layers"] = summary.layers;
    info["obs"] = summary.obs;
    info["var"] = summary.var;
    info["obsm"] = summary.obsm;
    info["obsp"] = summary.obsp;
    info["uns"] = summary.uns;
    info["has_raw"] = summary.hasRaw;
    info["counts"] = known(summary.counts);
    for (const auto &[type, features] : summary.otherFeatureTypes) info["other_feature_types"][type] = features;
    return info;
}

}  // namespace lexicell::cli
