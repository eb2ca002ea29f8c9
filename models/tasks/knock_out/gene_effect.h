// The effect of one gene from the numbers of its cells (docs/knock-outs.md §2 and §3), all in double: shifts of a single
// gene are 1e-6 to 1e-2, where float32 would lose most digits.
#pragma once

#include <cstdint>
#include <vector>

namespace lexicell::models::tasks {

// What a change did to one cell. Without a goal `toward` and `along` are NaN.
struct CellShift {
    double shift = 0.0;   // 1 − cos(E', E)
    double toward = 0.0;  // cos(E', μ_B) − cos(E, μ_B)
    double along = 0.0;   // cos(E' − E, μ_B − μ_A)
};

// Where cells shall go, from the mean vectors of two groups, [width] each; empty: no goal was given.
struct Goal {
    std::vector<double> toward;     // μ_B
    std::vector<double> direction;  // μ_B − μ_A

    bool given() const { return !toward.empty(); }
};
Goal goalOf(const std::vector<double> &from, std::vector<double> toward);

// Cosine of two vectors; NaN where one is zero.
double cosine(const std::vector<double> &a, const std::vector<double> &b);

// A difference below 1e-4 of the intact vector's length is rounding of float32 and has no direction: `along` is 0.
CellShift cellShift(const std::vector<double> &intact, const std::vector<double> &changed, const Goal &goal);

// An effect with its uncertainty; NaN: undefined.
struct Effect {
    double value = 0.0;
    double standardError = 0.0;
    double low = 0.0, high = 0.0;  // 95 % interval
    std::int64_t replicates = 0;   // that count; 0 without replicates
};

// Without replicates (`replicates` empty): the mean over cells, standard deviation / √n and the normal interval. With replicates
// (a code per cell, −1: none): the mean over cells in each replicate with at least `minCells` cells, then the unweighted mean
// over replicates; Student's t with r − 1 degrees of freedom. One replicate has no standard error.
Effect effectOf(const std::vector<double> &cells, const std::vector<std::int32_t> &replicates, std::int64_t minCells);

// The mean vector of a group. With replicates the mean over replicates of the replicates' means. `rows`: [cells x width].
std::vector<double> groupMean(const std::vector<std::vector<double>> &rows, const std::vector<std::int32_t> &replicates);

// The value that Student's t exceeds with probability 2.5 %, of `degrees` degrees of freedom.
double tQuantile(std::int64_t degrees);

}  // namespace lexicell::models::tasks
