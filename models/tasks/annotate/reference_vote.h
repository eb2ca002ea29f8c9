// Labels for cells from their nearest labeled reference cells in an embedding.
// Source: scGPT's reference mapping (upstream's tutorial at commit cebd6fa): exact search by squared Euclidean distance and the
// most frequent label. On cells of length 1 the squared distance is 2 − 2 cosine. No LibTorch.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/matrix_view.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

// Summed in float64.
double squaredDistance(const float *a, const float *b, std::int64_t width);

// Nearest first, equal distances by reference row.
struct NearestReferences {
    std::int64_t neighbors = 0;
    std::vector<std::int64_t> rows;        // [queries x neighbors] of the reference
    std::vector<double> squaredDistances;  // [queries x neighbors], summed in float64
};
// Error classes: bad_option (no neighbors, or more than there are reference cells), shape_mismatch (widths differ), cancelled,
// out_of_memory.
Result<NearestReferences> nearestReferences(const data::MatrixView &query, const data::MatrixView &reference,
                                            std::int64_t neighbors, JobContext &context);

// The rule for labels with equally many votes.
enum class VoteTie {
    Name,      // the alphabetically first: upstream with a categorical label column
    Nearest,   // the first in neighbor order: upstream with a column of strings
    Distance,  // the smaller mean squared distance, then the name
};
struct Vote {
    std::string label;
    double fraction = 0.0;          // of the neighbors
    std::vector<std::string> tied;  // all labels with that many votes, sorted; one: no tie
};
// `labels` of the reference cells.
std::vector<Vote> vote(const NearestReferences &nearest, const std::vector<std::string> &labels, VoteTie tie);

// Votes corrected for the frequency of a label in the reference: max(n − 1 % of all votes, 0) / share of the label, normalized to
// a sum of 1 (all zeros where nothing is left). [queries x classes]
struct WeightedVotes {
    std::vector<std::string> classes;  // of the reference, sorted
    std::vector<double> proportions;   // of each in the reference
    std::vector<double> weights;
};
WeightedVotes weightedVotes(const NearestReferences &nearest, const std::vector<std::string> &labels);

}  // namespace lexicell::models::tasks
