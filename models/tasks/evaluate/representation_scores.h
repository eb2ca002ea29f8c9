// scIB's scores of the vectors of some cells, for any representation: a model's, a PCA, a corrected one. Definitions: evaluate.h.
#pragma once

#include "core/analysis/neighbors.h"
#include "core/analysis/score_intervals.h"
#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/embedding.h"
#include "core/data/matrix_view.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

inline constexpr int fewestScoredCells = 15;  // neighbors in the graph, the cell included

// The labels of some cells, as names and as numbers without gaps.
struct CellLabels {
    std::vector<std::string> names;
    std::vector<std::int32_t> numbers;
};
// One name for each cell; numbers in the order in which the names first occur.
CellLabels numbered(std::vector<std::string> names);

struct ScoredLabels {
    CellLabels labels;   // two at least
    CellLabels batches;  // empty: none, and no score of them
};

// NaN: not known. Intervals hold clusters and distances as they are.
struct RepresentationScores {
    double nmi = 0.0, ari = 0.0, aswLabel = 0.0, aswBatch = 0.0, graphConnectivity = 0.0, avgBio = 0.0, avgBatch = 0.0;
    analysis::Interval nmiRange, ariRange, aswLabelRange, aswBatchRange;
    double resolution = 0.0;  // of the clusters with the best NMI
    int clusters = 0;
};

struct ScoringRules {
    int rounds = 500;  // draws of cells for the 95 % intervals; 0: none
    std::int64_t seed = 0;
};

// `cells`: as many rows as labels, fewestScoredCells at least. Error classes: those of nearestNeighbors() and
// leidenCommunities(), cancelled, out_of_memory.
Result<RepresentationScores> representationScores(const data::MatrixView &cells, const ScoredLabels &truth,
                                                  const ScoringRules &rules, JobContext &context);

// The same of neighbors without vectors: NMI, ARI and graph connectivity; the others need distances and are NaN. No intervals.
Result<RepresentationScores> neighborScores(const analysis::NearestNeighbors &neighbors, const ScoredLabels &truth,
                                            const ScoringRules &rules, JobContext &context);

inline data::MatrixView viewOf(const data::Embedding &vectors)
{
    return {vectors.values.data(), vectors.cells, vectors.dimensions};
}

// Standard normal, as many as a PCA has: their batches mix best of all.
data::Embedding randomVectors(std::int64_t cells, std::int64_t seed);

}  // namespace lexicell::models::tasks
