#include "models/baselines/batch_correction.h"

#include "core/analysis/harmony.h"
#include "core/analysis/mutual_neighbors.h"

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

}  // namespace lexicell::models::baselines
