// What pretraining is worth: fine-tuning from the checkpoint against fine-tuning the same network from random weights, over
// several seeds. Boiarsky et al. 2023 found that scBERT's pretraining hardly mattered for annotation, and scGPT's did.
#pragma once

#include "core/analysis/score_intervals.h"
#include "models/checkpoint/tensor_map.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

// The row of the comparison in the table of scores: the mean over the seeds.
inline constexpr const char *randomMethod = "random_start";

// Tensors of the same names and shapes with random numbers: matrices and tables uniform in ±1/√width, norms one, the rest zero.
// What is no weight that pretraining learns stays: counters and statistics, scBERT's projections and gene vectors, rows of zeros.
checkpoint::TensorMap randomWeights(const checkpoint::TensorMap &tensors, std::int64_t seed);

struct SeedMean {
    double mean = 0.0;
    analysis::Interval interval{};  // 95 %, Student's t over the seeds; not known of a single one
};
SeedMean meanOfSeeds(const std::vector<double> &values);

// Of one score; both starts had the same cells, split and minibatches for a seed, so their difference is that of pairs.
struct SeedComparison {
    std::string score;
    SeedMean checkpoint, random, difference;
};
// `checkpoint`, `random`: [seeds][scores], equally many.
std::vector<SeedComparison> compareSeeds(const std::vector<std::string> &scores,
                                         const std::vector<std::vector<double>> &checkpoint,
                                         const std::vector<std::vector<double>> &random);

}  // namespace lexicell::models::tasks
