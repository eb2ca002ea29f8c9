// Cells for training, validation and test. A split is a function of the seed and the options.
//
// Cells of one donor or batch resemble each other. If they stand on both sides, validation measures memory and not learning:
// split by group, or warn with sharedGroups().
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::training {

struct Split {
    std::vector<std::int64_t> training;
    std::vector<std::int64_t> validation;
    std::vector<std::int64_t> test;
};

struct SplitOptions {
    double validation = 0.1;  // share of the cells
    double test = 0.0;        // share of the cells; 0: no test cells
    std::int64_t seed = 0;
    // [cells] donor or batch; empty: none. A group stays whole. The shares are met as closely as a greedy choice of groups in
    // random order allows.
    std::vector<std::string> groups = {};
    // [cells]; empty: none. Every label has its share on each side: rounded, at least one cell held out of two or more, and at
    // least one left to train on. With groups, the groups are chosen so that the labels come close to their shares.
    std::vector<std::string> labels = {};
};

// Without groups and labels, each part is in random order; else cells are ordered by group or label first.
// Error class: too_few_cells (no cell to train on or to hold out, or too few groups).
Result<Split> splitCells(std::int64_t cells, const SplitOptions &options);

// The groups with cells both in training and in validation or test, sorted: the leak that a warning names.
std::vector<std::string> sharedGroups(const Split &split, const std::vector<std::string> &groups);

}  // namespace lexicell::models::training
