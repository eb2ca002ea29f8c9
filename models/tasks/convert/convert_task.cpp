#include "models/tasks/convert/convert_task.h"

#include "core/data/value_summary.h"
#include "core/io/choose_matrix.h"
#include "core/io/dataset_summary.h"
#include "core/steps/step_output.h"

namespace lexicell::models::tasks {

namespace {

struct ConvertOptions {
    std::string layer;
    std::string geneColumn;
    bool makeUnique = false;
    int gzip = 0;
};
template <class V> void describe(ConvertOptions &o, V &&visit)
{
    visit(Option{"layer", "Matrix that becomes X: X, raw or the name of a layer.", "", {}}, o.layer);
    visit(Option{"gene-column", "var column that names the genes; empty: the index.", "", {}}, o.geneColumn);
    visit(Option{"make-unique",
                 "Make cell and gene names unique, as anndata does: A, A-1, A-2. Otherwise names stay as they are.",
                 "",
                 {}},
          o.makeUnique);
    visit(Option{"gzip",
                 "Compression of the output: 0 none (as anndata's default), 9 smallest and slowest.",
                 "",
                 {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}},
          o.gzip);
}

Result<void> check(const OptionValues &values)
{
    const int gzip = values.as<ConvertOptions>().gzip;
    if (gzip >= 0 && gzip <= 9) return {};
    return Error{errors::badOption, "The compression must be between 0 and 9.", {}, {{"gzip"}}};
}

// raw's matrix has genes of its own. Elements for the genes of the former X are dropped, and a warning names them.
void warnOfLost(const data::Dataset &before, const data::Dataset &after, JobContext &context)
{
    std::string lost;
    const auto add = [&](const std::string &name) { lost.append(lost.empty() ? "" : ", ").append(name); };
    const auto compare = [&](const data::Dict &was, const data::Dict &is, const std::string &slot) {
        for (const auto &[key, element] : was.entries)
            if (!is.find(key)) add(slot + "/" + key);
    };
    for (const auto &[name, layer] : before.layers.entries)
        if (!after.layers.find(name)) add("layers/" + name);
    compare(before.var.columns, after.var.columns, "var");
    compare(before.varm, after.varm, "varm");
    compare(before.varp, after.varp, "varp");
    if (!lost.empty())
        context.warn(warnings::leftOut,
                     "With the chosen matrix come genes of its own, so what belongs to the genes of X is left out: " + lost +
                         ".");
}

void makeNamesUnique(data::Table &table)
{
    auto names = data::makeUnique(table.index.values);
    if (names == table.index.values) return;
    table.index.values = std::move(names);
    table.numericIndex.reset();
}

nlohmann::ordered_json summaryOf(const data::Dataset &dataset, const data::ValueSummary &values)
{
    nlohmann::ordered_json summary{{"format", dataset.format},
                                   {"n_obs", dataset.cells()},
                                   {"n_vars", dataset.genes()},
                                   {"nnz", values.nonZeros},
                                   {"counts", nullptr}};
    if (values.nonZeros > 0) summary["counts"] = values.counts();
    for (const auto &[type, features] : io::otherFeatureTypes(dataset)) summary["other_feature_types"][type] = features;
    return summary;
}

Result<TaskOutcome> run(const TaskInput &input, const OptionValues &values, JobContext &context)
{
    const auto &options = values.as<ConvertOptions>();
    data::Dataset dataset = *input.dataset;
    LEXICELL_CHECK(io::chooseMatrix(dataset, options.layer, io::FormerX::Dropped));
    LEXICELL_CHECK(io::chooseGeneNames(dataset, options.geneColumn));  // the former index of var stays as a column
    warnOfLost(*input.dataset, dataset, context);
    if (options.makeUnique) {
        makeNamesUnique(dataset.obs);
        makeNamesUnique(dataset.var);
    }
    LEXICELL_TRY(numbers, dataset.x ? data::summarize(dataset.x) : Result<data::ValueSummary>(data::ValueSummary{}));
    ProvenanceStep record = recordOf("convert", values, {});
    record.key = "X";
    steps::record(dataset, record);
    TaskOutcome outcome{NewDataset{}, summaryOf(dataset, numbers)};
    outcome.result = NewDataset{std::move(dataset), options.gzip};
    return outcome;
}

}  // namespace

TaskSpec convertTask()
{
    return {.id = "convert",
            .title = "Convert to h5ad",
            .summary = "Write any readable data set as h5ad, or MuData where the name ends in .h5mu. The matrix and the column "
                       "of gene names can be chosen.",
            .group = TaskGroup::Data,
            .needs = {Need::Dataset},
            .writes = Writes::Dataset,
            .ending = "_converted.h5ad",
            .options = OptionValues(ConvertOptions{}),
            .run = &run,
            .check = &check};
}

}  // namespace lexicell::models::tasks
