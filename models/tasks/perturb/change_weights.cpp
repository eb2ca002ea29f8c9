#include "models/tasks/perturb/change_weights.h"

#include "core/analysis/cell_tests.h"
#include "core/analysis/gene_columns.h"
#include "core/analysis/perturbation/profile_scores.h"
#include "core/data/csr_block.h"

#include <numeric>

namespace lexicell::models::tasks {

namespace {

std::vector<float> withMeanOne(const std::vector<double> &weights)
{
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    const double scale = sum > 0.0 ? static_cast<double>(weights.size()) / sum : 0.0;
    std::vector<float> scaled;
    scaled.reserve(weights.size());
    for (const double weight : weights) scaled.push_back(scale > 0.0 ? static_cast<float>(scale * weight) : 1.0F);
    return scaled;
}

}  // namespace

Result<std::vector<std::vector<float>>> changeWeights(const PerturbationCells &cells,
                                                      const std::vector<std::vector<std::int64_t>> &parts,
                                                      const std::vector<std::int64_t> &control, JobContext &context)
{
    constexpr std::size_t fewest = 2;  // cells of a test
    std::vector<std::int64_t> rows = control;
    std::vector<std::int32_t> codes(control.size(), -1);
    std::vector<std::size_t> conditions;  // of each tested group
    for (std::size_t condition = 0; condition < parts.size(); ++condition) {
        const bool tested = parts[condition].size() >= fewest;
        rows.insert(rows.end(), parts[condition].begin(), parts[condition].end());
        codes.resize(rows.size(), tested ? static_cast<std::int32_t>(conditions.size()) : -1);
        if (tested) conditions.push_back(condition);
    }
    std::vector<std::vector<float>> weights(parts.size());
    if (conditions.empty()) return weights;
    LEXICELL_TRY(tests, analysis::testCells(analysis::geneColumns(data::selectRows(cells.values, rows), context.threads),
                                            analysis::groupsOf(std::move(codes), conditions.size()),
                                            {.test = analysis::CellTest::Overestimated}, context));
    for (const analysis::GroupTest &test : tests)
        weights[conditions[test.group]] = withMeanOne(analysis::changeWeights(test.score));
    return weights;
}

}  // namespace lexicell::models::tasks
