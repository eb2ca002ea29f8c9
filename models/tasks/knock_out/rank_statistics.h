// Statistics of ranks over genes: mid-ranks, Spearman's correlation, and how well a ranking finds known genes. NaN means unknown:
// unknown values take part in nothing and stay unknown.
#pragma once

#include <cstdint>
#include <vector>

namespace lexicell::models::tasks {

// 1 … n; equal values share the mean of their ranks. The values must be numbers.
std::vector<double> midRanks(const std::vector<double> &values);

// Over the pairs in which both are numbers; NaN for fewer than two pairs, or where one side is constant.
double spearman(const std::vector<double> &a, const std::vector<double> &b);

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
