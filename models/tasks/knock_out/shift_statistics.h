// The effect of a perturbation on cell vectors, for any model and perturbation: how far cells move, and whether they move
// towards another state. All in double: shifts of a single gene are 1e-6 to 1e-2, where float32 would lose most digits.
//
// Vectors are rows of `width` floats, one row per cell. A high shift may only mean that the gene is widely expressed: show also
// n, the standard error and genes of similar expression.
#pragma once

#include <cstdint>
#include <vector>

namespace lexicell::models::tasks {

// 1 − cos(a, b); a vector of zeros has no direction: NaN.
double cosineShift(const float *a, const float *b, std::int64_t width);

// mean(to) − mean(from), [width]; empty when either has no row.
std::vector<double> stateDirection(const std::vector<float> &from, const std::vector<float> &to, std::int64_t width);

// For the cells that have the gene, before and after, in the same order. Undefined numbers are NaN: means without a cell, the
// standard error of one cell, scores without a direction.
struct ShiftStatistics {
    std::int64_t cells = 0;
    std::vector<double> cosineShifts;  // [cells]
    double meanCosineShift = 0.0;
    std::vector<double> meanShift;  // [width] mean of after − before
    double score = 0.0;             // cos(meanShift, direction): the gene pushes the average cell along the direction
    double meanCellScore = 0.0;  // mean and standard error (sample sd / √n) of the cells' own cos(after − before, direction)
    double cellScoreError = 0.0;
};
ShiftStatistics shiftStatistics(const std::vector<float> &before, const std::vector<float> &after, std::int64_t width,
                                const std::vector<double> &direction = {});

// Places of the values from the largest to the smallest; NaN last, equal ones in their order.
std::vector<std::size_t> rankingOf(const std::vector<double> &values);

}  // namespace lexicell::models::tasks
