// From the numbers of cells to those of genes: effects, the PCA's effects, and the comparison with the null.
#pragma once

#include "core/base/job_context.h"
#include "models/tasks/knock_out/changed_cells.h"
#include "models/tasks/knock_out/knock_out.h"
#include "models/tasks/knock_out/pca_baseline.h"
#include "models/tasks/knock_out/query_cells.h"

#include <cstdint>
#include <vector>

namespace lexicell::models::tasks {

struct CellNumbers {
    const QueryCells &query;
    const ChangedCells &changed;  // a target for each of KnockOut::genes
    const Goal &goal;             // of the model's vectors
    std::int64_t minCells = 10;   // of a replicate
};

// Effects, counts and the status of every gene. A gene whose cells make no replicate has too few cells.
void takeEffects(KnockOut &result, const CellNumbers &numbers);

// The same change in the PCA, in the cells that take part.
void takePcaEffects(KnockOut &result, const CellNumbers &numbers, const PcaBaseline &pca, const GeneExpression &expression);

// The test of every gene between the cells that are changed and those of the goal; without a goal nothing. `counts`: all cells
// and genes. Error class: cancelled. Warning: no_baseline.
Result<void> takeDifferential(KnockOut &result, const data::CsrBlock &counts, const QueryCells &query, JobContext &context);

// The measured effects, of PerturbedCells::genes, beside the tested genes.
void takeMeasured(KnockOut &result, const PerturbedCells &cells, const std::vector<MeasuredGene> &measured);

// Null, z and p of the tested genes, adjusted p, and the correlations with the baselines. Warning: small_null.
void compareWithNull(KnockOut &result, const NullFeatures &features, const std::vector<std::int64_t> &pool, JobContext &context);

}  // namespace lexicell::models::tasks
