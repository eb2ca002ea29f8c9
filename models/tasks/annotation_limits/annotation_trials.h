// The trials of an annotation under worse and worse conditions: which cells are learned from, which are scored, which genes are
// left. No method is in here, so that a test can say what a trial contains.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "models/tasks/annotate/labeled_reference.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

enum class LimitTest {
    CellsOfLabel,    // so many cells of each label are learned from
    BatchLeftOut,    // one batch is scored, the others are learned from
    Imbalance,       // labels have unequally many cells to learn from
    MarkersDeleted,  // marker genes of each label are in no input
};
inline constexpr LimitTest limitTests[] = {LimitTest::CellsOfLabel, LimitTest::BatchLeftOut, LimitTest::Imbalance,
                                           LimitTest::MarkersDeleted};
// "cells_of_label", "batch_left_out", "imbalance", "markers_deleted"
const char *toString(LimitTest test);

// What a trial belongs to: "cells_of_label" at "20".
struct TrialPlace {
    LimitTest test = LimitTest::CellsOfLabel;
    std::string setting;
};

struct Trial {
    std::vector<TrialPlace> places;         // the trial with all cells and genes is the end of two tests
    std::int64_t run = 0;                   // of a place: number of the seed, or of the batch
    std::int64_t markers = 0;               // deleted of each label
    std::vector<std::int64_t> train, test;  // ascending positions in the reference
    std::int64_t cellsOfLabel = 0;          // to learn from, at most; 0: no limit
};

struct TrialOptions {
    std::vector<std::int64_t> sizes;    // cells of each label
    std::vector<std::int64_t> ratios;   // of the most and the least frequent label
    std::vector<std::int64_t> markers;  // of each label
    bool leaveOutBatches = true;        // where the reference has two batches or more
    std::int64_t seeds = 5;
    double heldOut = 0.2;
    std::int64_t seed = 0;
};

// For each seed another part of the cells is held out (holdOut(): whole batches where there are some); the cells of a smaller
// training set are drawn from the rest. A label with fewer cells gives all of them. Imbalance: label k of K, in an order that the
// seed shuffles, has n r^(-k/(K-1)) cells, at least one: n the largest size, r the ratio (the exponential profile of Cui et al.
// 2019, "Class-balanced loss"). Warnings: leaky_split.
std::vector<Trial> makeTrials(const LabeledReference &reference, const TrialOptions &options, JobContext &context);

// For each number, the columns of the marker genes of all labels: of each label the genes with the largest Welch's t against the
// other cells. `values`: log-normalized, [cells x genes]. Error class: cancelled.
Result<std::vector<std::vector<std::int64_t>>> markerColumns(const data::CsrBlock &values, const LabeledReference &reference,
                                                             const std::vector<std::int64_t> &numbers, JobContext &context);

}  // namespace lexicell::models::tasks
