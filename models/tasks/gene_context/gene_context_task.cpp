#include "models/tasks/gene_context/gene_context_task.h"

#include "core/analysis/quantile.h"
#include "models/tasks/gene_context/gene_context.h"
#include "models/tasks/gene_lists.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace lexicell::models::tasks {

namespace {

Table toTable(const std::vector<GeneShift> &shifts)
{
    std::vector<std::string> genes, groupsA, groupsB;
    for (const GeneShift &shift : shifts) {
        genes.push_back(shift.gene);
        groupsA.push_back(shift.groupA);
        groupsB.push_back(shift.groupB);
    }
    const auto numbers = [&](double ContextShift::*member) {
        std::vector<double> all;
        for (const GeneShift &shift : shifts) all.push_back(shift.shift.*member);
        return all;
    };
    const auto counts = [&](std::int64_t ContextShift::*member) {
        std::vector<std::int64_t> all;
        for (const GeneShift &shift : shifts) all.push_back(shift.shift.*member);
        return all;
    };
    std::vector<double> adjusted;
    for (const GeneShift &shift : shifts) adjusted.push_back(shift.adjustedP);
    return {{{"gene", std::move(genes)},
             {"group_a", std::move(groupsA)},
             {"group_b", std::move(groupsB)},
             {"cells_a", counts(&ContextShift::cellsA), "cells"},
             {"cells_b", counts(&ContextShift::cellsB), "cells"},
             {"value_a", numbers(&ContextShift::valueA)},
             {"value_b", numbers(&ContextShift::valueB)},
             {"distance", numbers(&ContextShift::distance)},
             {"distance_of_bins", numbers(&ContextShift::distanceOfBins)},
             {"explained_by_bins", numbers(&ContextShift::explained)},
             {"matched_cells", counts(&ContextShift::matchedCells), "cells"},
             {"distance_matched", numbers(&ContextShift::distanceMatched)},
             {"null_mean", numbers(&ContextShift::nullMean)},
             {"pvals", numbers(&ContextShift::pValue)},
             {"pvals_adj", std::move(adjusted)}}};
}

double median(std::vector<double> values)
{
    values.erase(std::remove_if(values.begin(), values.end(), [](double value) { return std::isnan(value); }), values.end());
    return values.empty() ? std::nan("") : analysis::quantile(std::move(values), 0.5);
}

nlohmann::ordered_json summaryOf(const std::vector<GeneShift> &shifts, const GeneContextOptions &options)
{
    std::vector<double> explained, distance, matched, null;
    std::int64_t significant = 0;
    std::vector<std::string> genes;
    for (const GeneShift &shift : shifts) {
        explained.push_back(shift.shift.explained);
        distance.push_back(shift.shift.distance);
        matched.push_back(shift.shift.distanceMatched);
        null.push_back(shift.shift.nullMean);
        significant += shift.adjustedP < 0.05 ? 1 : 0;
        if (genes.empty() || genes.back() != shift.gene) genes.push_back(shift.gene);
    }
    return {{"genes", genes.size()},
            {"pairs", shifts.size()},
            {"median_distance", median(distance)},
            {"median_explained_by_bins", median(explained)},
            {"median_distance_matched", median(matched)},
            {"median_null", median(null)},
            {"significant", significant},
            {"exchanges", options.exchanges},
            {"cells_as_replicates", true}};
}

Result<GeneContextOptions> withNames(const OptionValues &values)
{
    auto options = values.as<GeneContextOptions>();
    LEXICELL_TRY(genes, geneNames(options.genes));
    options.genes = std::move(genes);
    return options;
}

Result<TaskOutcome> run(const TaskInput &input, const OptionValues &values, JobContext &context)
{
    LEXICELL_TRY(options, withNames(values));
    LEXICELL_TRY(shifts, geneContext(*input.dataset, *input.model, options, context));
    return TaskOutcome{toTable(shifts), summaryOf(shifts, options)};
}

Result<void> check(const OptionValues &values)
{
    LEXICELL_TRY(options, withNames(values));
    return checkGeneContextOptions(options);
}

}  // namespace

TaskSpec geneContextTask()
{
    return {.id = "gene-context",
            .title = "Genes in context",
            .summary =
                "How far a gene's vectors in the context of cells differ between groups, and how much its expression explains.",
            .group = TaskGroup::Genes,
            .needs = {Need::Dataset, Need::Model},
            .model = ModelUse::Required,
            .writes = Writes::Csv,
            .output =
                "CSV with a line for each gene and pair of groups: gene, group_a, group_b, cells_a, cells_b (with the gene as a "
                "token), value_a, value_b (mean value that the model sees), distance (1 - cosine of the mean vectors), "
                "distance_of_bins and explained_by_bins (each cell replaced by the vector of its expression bin, and the share "
                "of the squared difference that this explains), matched_cells and distance_matched (equal expression), "
                "null_mean and pvals (labels exchanged within bins), pvals_adj (Benjamini-Hochberg).",
            .options = OptionValues(GeneContextOptions{}),
            .run = &run,
            .check = &check};
}

}  // namespace lexicell::models::tasks
