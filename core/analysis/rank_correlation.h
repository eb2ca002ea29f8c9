// Ranks of values, and Spearman's correlation: Pearson's correlation of the ranks, where equal values share the mean of their
// ranks (scipy.stats.rankdata and spearmanr). NaN means unknown.
#pragma once

#include <vector>

namespace lexicell::analysis {

// 1 … n. The values must be numbers.
std::vector<double> midRanks(const std::vector<double> &values);

// -1 to 1, over the pairs in which both are numbers; NaN for fewer than two pairs, or where one side is constant. `a` and `b` are
// equally long.
double spearman(const std::vector<double> &a, const std::vector<double> &b);

}  // namespace lexicell::analysis
