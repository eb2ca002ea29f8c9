// Harmony: principal components whose batches overlap within soft clusters of cells.
//
// Korsunsky et al. 2019 (Nature Methods 16, 1289), from the formulas of its Methods. In turn, until the objective settles: cells
// on the unit sphere are clustered softly by cosine distance, with a penalty for clusters in which a batch has more than its
// share; then each cluster's batch-specific shift is estimated by ridge regression and taken off its cells in proportion to
// their membership. Shares are smoothed by one cell, which keeps them defined for a batch that a cluster lacks. Clusters start
// from k-means++ and Lloyd's algorithm (library kmeans).
//
// The result depends on the seed, not on the number of threads.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/embedding.h"
#include "core/data/matrix_view.h"

#include <cstdint>
#include <vector>

namespace lexicell::analysis {

// Defaults are those of the original R package and of harmonypy.
struct HarmonyOptions {
    double theta = 2.0;            // weight of the penalty, >= 0; larger mixes batches more, 0: clusters ignore batches
    double lambda = 1.0;           // ridge penalty of the shifts, in cells, > 0; larger corrects small clusters less
    double sigma = 0.1;            // width of the soft clusters in cosine distance, > 0; larger makes cells belong to more
    int clusters = 0;              // 0: a thirtieth of the cells, at most 100; never more than there are cells
    int rounds = 10;               // of clustering and correction, at most; >= 1
    int sweeps = 20;               // of a clustering over all cells, at most; >= 1
    double sweepTolerance = 1e-5;  // relative change of the objective below which a clustering ends
    double roundTolerance = 1e-4;  // relative gain of the objective below which the rounds end
    double blockShare = 0.05;      // share of the cells that is assigned at once, 0 … 1; smaller is slower and converges better
    std::uint64_t seed = 0;        // of the first centers and of the order of cells
};

struct HarmonyResult {
    data::Embedding corrected;      // [cells x components]
    std::vector<double> objective;  // of the start, then of each round; empty where there was nothing to correct
    bool converged = false;         // false: the last round still lowered the objective
};

// `components`: [cells x components], finite. `batches`: a code >= 0 for each cell; codes need not be consecutive. With a single
// batch the components come back as they are. Error classes: bad_option (an option outside its range), shape_mismatch (another
// number of codes than of cells), batches_needed (a code below 0), too_small (no cell or no component), non_finite, cancelled,
// out_of_memory.
Result<HarmonyResult> harmony(const data::MatrixView &components, const std::vector<std::int32_t> &batches,
                              const HarmonyOptions &options, JobContext &context);

}  // namespace lexicell::analysis
