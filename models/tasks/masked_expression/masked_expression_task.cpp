#include "models/tasks/masked_expression/masked_expression_task.h"

#include "core/steps/step_output.h"
#include "models/tasks/masked_expression/error_tables.h"
#include "models/tasks/masked_expression/masked_expression.h"

namespace lexicell::models::tasks {

namespace {

using Json = nlohmann::ordered_json;

Json groupsJson(const MaskedExpression &result)
{
    Json groups = Json::array();
    for (const PartErrors &group : result.byGroup) {
        Json one{{"group", result.groups[static_cast<std::size_t>(group.part)]}, {"values", group.values}};
        for (std::size_t method = 0; method < group.rmse.size(); ++method)
            one["rmse"][result.values.methods[method].method] = group.rmse[method];
        groups.push_back(std::move(one));
    }
    return groups;
}

Json summaryOf(const MaskedExpression &result, const MaskedExpressionOptions &options)
{
    Json summary{{"decoder", result.decoder},
                 {"unit", result.unit},
                 {"share", options.share},
                 {"cells", result.values.cells},
                 {"cells_left_out", result.cellsLeftOut},
                 {"values_hidden", result.values.size()},
                 {"genes", result.byGene.size()},
                 {"genes_too_few_values", result.genesTooFew},
                 {"methods", errorsJson(result.errors)}};
    if (result.null.rounds > 0) summary["null"] = nullJson(result.null);
    if (!result.groups.empty()) summary["groups"] = groupsJson(result);
    summary["caption"] = errorSentence(result.errors, result.unit) +
                         " Only genes with a count are hidden and scored. The values of these genes that are not hidden are "
                         "known to the baselines.";
    return summary;
}

// The layer is a result of the data set, and has its record there.
DatasetChange withLayer(const TaskInput &input, const MaskedExpression &result, const MaskedExpressionOptions &options,
                        JobContext &context, Json &summary)
{
    std::string key;
    DatasetChange change{withImputed(*input.dataset, *result.imputed, *input.model, result.decoder, input.brought, context, key)};
    ProvenanceStep record = recordOf("masked-expression", OptionValues(options), {});
    record.key = "layers/" + key;
    record.inputs = {{"family", input.model->card.family}, {"model", input.model->card.sha256}};
    if (!input.model->card.notice.empty()) record.inputs.emplace_back("notice", input.model->card.notice);
    steps::record(change.dataset, record);
    summary["layer"] = key;
    summary["imputed_values"] = result.imputed->imputed;
    return change;
}

Result<TaskOutcome> run(const TaskInput &input, const OptionValues &values, JobContext &context)
{
    const auto &options = values.as<MaskedExpressionOptions>();
    LEXICELL_TRY(result, maskedExpression(*input.dataset, *input.model, options, context));
    const std::vector<Predictions> &methods = result.values.methods;
    TaskOutcome outcome{partTable("gene", result.genes, result.byGene, methods), summaryOf(result, options)};
    outcome.beside = {methodTable(result.errors), valueCurves(result.byValue, methods, result.unit)};
    if (!result.groups.empty()) outcome.beside.emplace_back(partTable("group", result.groups, result.byGroup, methods));
    if (result.imputed) outcome.entry = withLayer(input, result, options, context, outcome.summary);
    return outcome;
}

Result<void> check(const OptionValues &values) { return checkMaskedExpression(values.as<MaskedExpressionOptions>()); }

}  // namespace

TaskSpec maskedExpressionTask()
{
    return {
        .id = "masked-expression",
        .title = "Predict hidden genes",
        .summary = "Hide a share of each cell's genes and predict them with the model, beside the gene's mean, the mean of the "
                   "type, the most frequent value and a PCA on the same values.",
        .group = TaskGroup::Evaluate,
        .needs = {Need::Dataset, Need::Model, Need::Expression},
        .model = ModelUse::Required,
        .writes = Writes::Csv,
        .output = "CSV with a line for each gene, the largest advance over the gene's mean first: gene, values (hidden ones), "
                  "mean_value, rmse_model, rmse_gene_mean, rmse_type_mean (with types), rmse_most_frequent (whole numbers), "
                  "rmse_pca, pearson (of the model; empty: undefined). Unit: that of the model's input.",
        .entry = "the layer lexicell_imputed (predictions for genes without a count)",
        .entryOption = "impute",
        .options = OptionValues(MaskedExpressionOptions{}),
        .run = &run,
        .check = &check};
}

}  // namespace lexicell::models::tasks
