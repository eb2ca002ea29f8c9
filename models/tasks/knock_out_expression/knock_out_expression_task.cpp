#include "models/tasks/knock_out_expression/knock_out_expression_task.h"

#include "core/data/number_text.h"
#include "models/tasks/knock_out_expression/knock_out_expression.h"

#include <chrono>
#include <cmath>

namespace lexicell::models::tasks {

namespace {

template <class Number> Column column(const char *name, const std::vector<PredictedGene> &genes, Number &&number)
{
    std::vector<std::decay_t<decltype(number(genes.front()))>> values;
    for (const PredictedGene &gene : genes) values.push_back(number(gene));
    return {name, std::move(values)};
}

// The baseline, no change, is the line at 0.
Ranking rankingOf(const KnockOutExpression &result)
{
    Ranking ranking;
    ranking.itemKind = "gene";
    ranking.effectName =
        "predicted change (" + std::string(toString(result.change.kind)) + " " + result.gene + "; unit: " + result.unit + ")";
    for (const PredictedGene &gene : result.genes) {
        ranking.items.push_back(gene.gene);
        ranking.effect.push_back(gene.change.value);
        ranking.standardError.push_back(gene.change.standardError);
    }
    if (!result.genes.empty())
        ranking.columns = {column("ci_low", result.genes, [](const auto &gene) { return gene.change.low; }),
                           column("ci_high", result.genes, [](const auto &gene) { return gene.change.high; }),
                           column("before", result.genes, [](const auto &gene) { return gene.before; }),
                           column("after", result.genes, [](const auto &gene) { return gene.after; }),
                           column("change_in_errors", result.genes, [](const auto &gene) { return gene.inErrors(); }),
                           column("decoder_error", result.genes, [](const auto &gene) { return gene.error; }),
                           column("error_of_mean", result.genes, [](const auto &gene) { return gene.errorOfMean; }),
                           column("n_cells", result.genes, [](const auto &gene) { return gene.cells; }),
                           column("n_replicates", result.genes, [](const auto &gene) { return gene.change.replicates; })};
    return ranking;
}

nlohmann::ordered_json summaryOf(const KnockOutExpression &result)
{
    nlohmann::ordered_json summary{{"gene", result.gene},
                                   {"mode", toString(result.change.kind)},
                                   {"decoder", result.fromCell ? "cell" : "token"},
                                   {"unit", result.unit},
                                   {"cells", result.cells},
                                   {"cells_unchanged", result.unchanged},
                                   {"genes", result.genes.size()},
                                   {"genes_too_few_cells", result.tooFewCells},
                                   {"decoder_error", result.error},
                                   {"error_of_mean", result.errorOfMean},
                                   {"forward_passes", result.passes}};
    if (result.change.dose) summary["dose"] = *result.change.dose;
    return summary;
}

std::string threeDigits(double value) { return std::isnan(value) ? "?" : data::numberText(std::round(1000.0 * value) / 1000.0); }

std::string captionOf(const KnockOutExpression &result)
{
    const bool useful = result.error < result.errorOfMean;
    return "Prediction of the model's decoder (from " + std::string(result.fromCell ? "the cell vector" : "each gene's token") +
           ", in the unit " + result.unit + "), no measurement. On the intact cells it misses by " + threeDigits(result.error) +
           " (root mean square); each gene's own mean misses by " + threeDigits(result.errorOfMean) +
           (useful ? "." : ", so the decoder knows less than the mean. Do not read the changes.");
}

Result<TaskOutcome> run(const TaskInput &input, const OptionValues &values, JobContext &context)
{
    const auto &options = values.as<KnockOutExpressionOptions>();
    const auto begin = std::chrono::steady_clock::now();
    LEXICELL_TRY(result, knockOutExpression(*input.dataset, *input.model, options, context));
    TaskOutcome outcome{rankingOf(result), summaryOf(result)};
    outcome.summary["caption"] = captionOf(result);
    outcome.summary["seed"] = options.seed;
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin;
    outcome.summary["seconds"] = elapsed.count();
    return outcome;
}

Result<void> check(const OptionValues &values) { return checkKnockOutExpression(values.as<KnockOutExpressionOptions>()); }

}  // namespace

TaskSpec knockOutExpressionTask()
{
    return {
        .id = "knock-out-expression",
        .title = "Predict expression after a knock-out",
        .summary = "What the model's own decoder says of the other genes before and after a change of one gene: a prediction of "
                   "the model, beside the decoder's error on the intact cells.",
        .group = TaskGroup::KnockOuts,
        .needs = {Need::Dataset, Need::Model, Need::CellVectors, Need::Expression},
        .model = ModelUse::Required,
        .writes = Writes::Csv,
        .output = "CSV with a line for each gene, the largest change in units of the decoder's error first: gene, the predicted "
                  "change (0: no change), standard_error, ci_low, ci_high, before, after, change_in_errors, decoder_error, "
                  "error_of_mean (of the gene's own mean), n_cells, n_replicates.",
        .options = OptionValues(KnockOutExpressionOptions{}),
        .run = &run,
        .check = &check};
}

}  // namespace lexicell::models::tasks
