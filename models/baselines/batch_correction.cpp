#include "models/baselines/batch_correction.h"

#include "core/analysis/harmony.h"
#include "core/analysis/mutual_neighbors.h"
#include "models/baselines/log_values.h"
#include "models/baselines/variable_gene_pca.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace lexicell::models::baselines {

Result<std::vector<CorrectedVectors>> integrationBaselines(const data::Embedding &components,
                                                           const std::vector<std::int32_t> &batches, std::uint64_t seed,
                                                           JobContext &context)
{
    const data::MatrixView cells{components.values.data(), components.cells, components.dimensions};
    std::vector<CorrectedVectors> corrected;
    {
        const JobPart part(context, 0.0, 0.5);
        analysis::HarmonyOptions options;
        options.seed = seed;
        LEXICELL_TRY(mixed, analysis::harmony(cells, batches, options, context));
        corrected.push_back({"harmony", std::move(mixed.corrected)});
    }
    const JobPart part(context, 0.5, 1.0);
    LEXICELL_TRY(merged, analysis::mutualNeighbors(cells, batches, context));
    corrected.push_back({"mnn", std::move(merged)});
    return corrected;
}

Result<std::vector<CorrectedVectors>> comparedVectors(const data::CsrBlock &values, const std::vector<std::int32_t> &batches,
                                                      std::uint64_t seed, JobContext &context)
{
    LEXICELL_TRY(pca, VariableGenePca::fit(values, seed, context));
    std::vector<CorrectedVectors> found{{"pca", pca.scores()}};
    if (std::adjacent_find(batches.begin(), batches.end(), std::not_equal_to<>()) == batches.end()) return found;
    if (values.rows <= mostCellsOfVariableGenes)
        found.push_back({"variable_genes", denseValues(data::selectColumns(values, pca.genes()))});
    LEXICELL_TRY(corrected, integrationBaselines(pca.scores(), batches, seed, context));
    for (CorrectedVectors &each : corrected) found.push_back(std::move(each));
    return found;
}

}  // namespace lexicell::models::baselines
