// How well a ranking of genes finds known ones. NaN means unknown: unknown values take part in nothing and stay unknown.
#pragma once

#include "core/analysis/rank_correlation.h"

#include <cstdint>
#include <vector>

namespace lexicell::models::tasks {

using analysis::midRanks, analysis::spearman;

// How well large scores find the genes that are `true`, over the genes with a score. Equal scores count half for the area under
// the ROC curve; for average precision they enter together. NaN without a true or without a false gene.
struct Retrieval {
    double auroc = 0.0;
    double averagePrecision = 0.0;
    double baseRate = 0.0;  // share of true genes: the average precision of a random order
    std::int64_t genes = 0;
};
Retrieval retrieval(const std::vector<double> &scores, const std::vector<bool> &truth);

}  // namespace lexicell::models::tasks
