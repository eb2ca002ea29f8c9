// Methods compared over runs (seeds, or batches left out): the mean of each score with its 95 % interval, and the difference to
// the best method without a model, run by run.
//
// Intervals are percentile bootstraps over the runs (core/analysis/score_intervals.h). Runs share cells, so an interval says how
// much the draw of a run matters, not how much another data set would. Of two runs it can only be the range of both.
#pragma once

#include "core/analysis/score_intervals.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

struct MethodRuns {
    std::string method;
    bool baseline = true;                     // needs no model
    std::vector<std::vector<double>> values;  // [runs][scores]; NaN: the run has no such score
};

struct RunMean {
    std::size_t runs = 0;           // with a value
    double mean = 0.0;              // NaN: none has
    analysis::Interval interval{};  // NaN: fewer than two have, or no rounds
};
RunMean meanOfRuns(const std::vector<double> &values, int rounds, std::uint64_t seed);

struct ComparedScore {
    RunMean mean;
    std::string bestBaseline;  // with the best mean; empty: there is none
    // To the best baseline, over the runs that have both; of the best baseline itself 0. NaN: there is none, or no such run.
    RunMean difference;
};
struct ComparedMethod {
    std::string method;
    bool baseline = true;
    std::vector<ComparedScore> scores;
};
// All methods have the same runs in the same order and the same scores. `smaller`: [scores] whether smaller is better; empty: of
// none. The order stays.
std::vector<ComparedMethod> compareMethods(const std::vector<MethodRuns> &methods, int rounds, std::uint64_t seed,
                                           const std::vector<bool> &smaller = {});

}  // namespace lexicell::models::tasks
