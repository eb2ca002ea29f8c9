#include "models/tasks/group_agreement/group_agreement_task.h"

#include "models/tasks/group_agreement/group_agreement.h"

namespace lexicell::models::tasks {

namespace {

Table toTable(const GroupAgreement &result)
{
    std::vector<std::string> groupsA, groupsB;
    std::vector<double> byCells, byGenes, pcaCells, pcaGenes;
    const std::size_t groups = result.groups.size();
    for (std::size_t a = 0; a < groups; ++a)
        for (std::size_t b = a + 1; b < groups; ++b) {
            groupsA.push_back(result.groups[a]);
            groupsB.push_back(result.groups[b]);
            byCells.push_back(result.model.byCells[a * groups + b]);
            byGenes.push_back(result.model.byGenes[a * groups + b]);
            pcaCells.push_back(result.pca.byCells[a * groups + b]);
            pcaGenes.push_back(result.pca.byGenes[a * groups + b]);
        }
    return {{{"group_a", std::move(groupsA)},
             {"group_b", std::move(groupsB)},
             {"by_cells", std::move(byCells)},
             {"by_genes", std::move(byGenes)},
             {"pca_by_cells", std::move(pcaCells)},
             {"pca_by_genes", std::move(pcaGenes)}}};
}

nlohmann::ordered_json testSummary(const analysis::MantelResult &test)
{
    return {{"r", test.r}, {"p", test.pValue}, {"exchanges", test.exchanges}, {"all_exchanges", test.all}};
}

nlohmann::ordered_json summaryOf(const GroupAgreement &result, const GroupAgreementOptions &options)
{
    nlohmann::ordered_json groups = nlohmann::ordered_json::array();
    for (std::size_t group = 0; group < result.groups.size(); ++group)
        groups.push_back({{"group", result.groups[group]}, {"cells", result.cells[group]}, {"markers", result.markers[group]}});
    return {{"correlation", options.correlation},
            {"mantel", testSummary(result.model.test)},
            {"baseline", {{"source", "pca"}, {"mantel", testSummary(result.pca.test)}}},
            {"r_by_chance", 0.0},
            {"groups", std::move(groups)}};
}

Result<TaskOutcome> run(const TaskInput &input, const OptionValues &values, JobContext &context)
{
    const auto &options = values.as<GroupAgreementOptions>();
    LEXICELL_TRY(result, groupAgreement(*input.dataset, *input.model, options, context));
    return TaskOutcome{toTable(result), summaryOf(result, options)};
}

Result<void> check(const OptionValues &values) { return checkGroupAgreementOptions(values.as<GroupAgreementOptions>()); }

}  // namespace

TaskSpec groupAgreementTask()
{
    return {.id = "group-agreement",
            .title = "Agreement of cells and genes",
            .summary = "Whether a model's vectors of cells and of marker genes see the same likeness of groups, beside a PCA.",
            .group = TaskGroup::Genes,
            .needs = {Need::Dataset, Need::Model, Need::CellVectors, Need::GeneVectors},
            .model = ModelUse::Required,
            .writes = Writes::Csv,
            .output =
                "CSV with a line for each pair of groups: group_a, group_b, by_cells and by_genes (cosines of the model's mean "
                "vectors of cells and of marker genes), pca_by_cells and pca_by_genes (the same from a PCA). Mantel's "
                "correlation and p-value of both are in the summary.",
            .options = OptionValues(GroupAgreementOptions{}),
            .run = &run,
            .check = &check};
}

}  // namespace lexicell::models::tasks
