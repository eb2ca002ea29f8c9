// Mantel's test: whether two matrices of similarities between the same things agree. The statistic is the correlation of the
// entries above the diagonal; the null exchanges the things of one matrix (Mantel 1967).
#pragma once

#include <cstdint>
#include <vector>

namespace lexicell::analysis {

struct MantelResult {
    double r = 0.0;       // NaN: fewer than three things, or a matrix whose entries are all equal
    double pValue = 1.0;  // share of exchanges with at least this correlation; NaN with r
    std::int64_t exchanges =
        0;             // all n! of them if that is no more than asked for; else random ones, and the given order counts too
    bool all = false;  // whether these are all
};

// a, b: [n x n] symmetric; the diagonal is not used. ranks: Spearman's correlation in place of Pearson's.
MantelResult mantel(const std::vector<double> &a, const std::vector<double> &b, std::int64_t n, bool ranks,
                    std::int64_t exchanges, std::uint64_t seed);

}  // namespace lexicell::analysis
