// The null of a knock-out: genes of like expression (docs/knock-outs.md §4). A ranking by shift is mostly a ranking by
// expression, so a gene is compared with the genes of the most similar detection rate and mean expression.
#pragma once

#include <cstdint>
#include <vector>

namespace lexicell::models::tasks {

// The expression of every gene of the file in the query cells. Values are ln(1 + counts per 10,000 of all genes of the file).
struct GeneExpression {
    std::int64_t queryCells = 0;
    std::vector<std::int64_t> cells;  // [genes] cells with a count
    std::vector<double> sum;          // [genes] of the values
    std::vector<double> largest;      // [genes] the largest value; 0: no cell has the gene
    double detection(std::int64_t gene) const;
    double meanWhereDetected(std::int64_t gene) const;
    double mean(std::int64_t gene) const;  // zeros included
};

// Eligible genes in the order of the file, with their ranks. Distances use undivided mid-ranks, whose squares are exact.
struct NullFeatures {
    std::vector<std::int64_t> genes;
    std::vector<double> rankDetection, rankMean;  // mid-ranks, 1 … number of genes

    std::int64_t placeOf(std::int64_t gene) const;  // in `genes`; -1: not eligible
};

// The genes for which `known` is set and that at least `minCells` of the query cells have.
NullFeatures nullFeatures(const GeneExpression &expression, const std::vector<bool> &known, std::int64_t minCells);

// The `count` genes of `candidates` (places in features) that are nearest to `place`, nearest first; equal ones in file order.
std::vector<std::int64_t> nearestGenes(const NullFeatures &features, std::int64_t place,
                                       const std::vector<std::int64_t> &candidates, std::size_t count);

inline constexpr std::int64_t testedForOwnPool = 200;  // so many tested genes are their own pool
inline constexpr std::size_t mostNullGenes = 100;

// The pool, as places in features in file order. `tested`: genes of the file. `shortlisted`: they were chosen for their effect,
// so they are never their own pool.
std::vector<std::int64_t> poolOf(const NullFeatures &features, const std::vector<std::int64_t> &tested, bool shortlisted = false);

// The null genes of a gene, nearest first: the nearest of the pool, itself excluded. From a pool of at most mostNullGenes all.
std::vector<std::int64_t> nullGenesOf(const NullFeatures &features, std::int64_t place, const std::vector<std::int64_t> &pool);

enum class Tails { Upper, Both };

// The gene's effect against those of its null genes; NaN effects are left out. NaN: undefined, as everything but the number of
// genes is for a gene without an effect.
struct NullTest {
    std::int64_t genes = 0;
    double mean = 0.0, deviation = 0.0;  // deviation with n − 1
    double z = 0.0, p = 0.0;
};
inline constexpr std::int64_t fewestNullGenes = 20;  // for a p value
NullTest nullTest(double effect, const std::vector<double> &nullEffects, Tails tails);

}  // namespace lexicell::models::tasks
