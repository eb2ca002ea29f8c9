// How far a gene's context vectors of two groups of cells lie apart, and how much of that its expression explains (capability
// C26). A context vector contains the value token, so groups that express the gene at different levels differ without any
// context.
#pragma once

#include <cstdint>
#include <vector>

namespace lexicell::models::tasks {

// One gene's vector in one cell.
struct ContextVector {
    std::size_t group = 0;
    float value = 0.0F;             // of the gene in the cell, as the model sees it
    const float *vector = nullptr;  // [width]
};

// Bins of expression: each value its own where there are at least ten cells a value, else two to fifty bins of about ten cells.
// [vectors]
std::vector<std::size_t> valueBins(const std::vector<ContextVector> &vectors);

struct ContextShift {
    std::int64_t cellsA = 0, cellsB = 0;
    double valueA = 0.0, valueB = 0.0;  // mean values
    double distance = 0.0;              // 1 − cosine of the two mean vectors
    // The baseline: each cell has the vector of its expression bin, the mean of both groups' means in the bin (of one group's
    // where the other has no cell). The same distance, and the share of the squared difference of the means that this explains:
    // 1 − |difference − that of the baseline|² / |difference|². The difference of the baseline is the part that Kitagawa's
    // decomposition (1955) assigns to the composition of the groups: exactly 0 if each group has the same vector in all bins, and
    // the whole if both have the same vector in every bin.
    double distanceOfBins = 0.0, explained = 0.0;
    // Equal expression: within each bin both groups count with as many cells as the smaller has there. NaN: no bin has cells of
    // both.
    std::int64_t matchedCells = 0;
    double distanceMatched = 0.0;
    // The matched distance with the groups' labels exchanged at random within bins: mean, and the share of exchanges, itself
    // counted, that reach the real distance.
    double nullMean = 0.0, pValue = 1.0;
};

// Both groups need a vector. `exchanges`: number of random exchanges.
ContextShift contextShift(const std::vector<ContextVector> &vectors, std::size_t a, std::size_t b, std::int64_t width,
                          int exchanges, std::uint64_t seed);

}  // namespace lexicell::models::tasks
