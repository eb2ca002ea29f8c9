// Scores of every method on the same cells, and what a threshold on the confidence trades: cells of known types that keep their
// right label against cells of new types that come out as unknown (capability C3).
#pragma once

#include "core/analysis/classification_scores.h"
#include "core/analysis/score_intervals.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "models/tasks/annotate/method_labels.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

// True types of some cells. `known`: whether the reference has the type.
struct TrueLabels {
    std::vector<std::int64_t> cells;  // positions among the labeled cells
    std::vector<std::string> labels;  // [cells]
    std::vector<bool> known;          // [cells]

    std::int64_t knownCells() const;
};
// Those in obs column `truth`; if that is empty, in the column with the name of the reference's labels, where the data set has
// one. Empty: there is none. `classes`: of the reference. Error class: missing_column (of `truth`).
Result<TrueLabels> trueLabels(const data::Dataset &dataset, const std::string &label, const std::string &truth,
                              const std::vector<std::string> &classes);

struct MethodScores {
    std::string name;
    bool baseline = true;
    analysis::ClassificationScores scores;  // of the cells of known types, with the label that is most probable
    analysis::ClassificationIntervals intervals;
};
MethodScores scoresOf(const MethodLabels &labels, const TrueLabels &truth, const std::vector<std::string> &classes, int rounds,
                      std::uint64_t seed);

// Shares at each threshold. NaN: there is no such cell.
struct TradeOff {
    std::string name;
    bool baseline = true;
    std::vector<double> thresholds;  // 0 to 1
    std::vector<double> knownRight;  // of the cells of known types: labeled, and right
    std::vector<double> labeled;     // of the cells of known types: labeled
    std::vector<double> newFound;    // of the cells of new types: unknown
    // The chance that a cell of a known type has the larger confidence than one of a new type; equal ones count half.
    double auroc = 0.0;
};
TradeOff tradeOffOf(const MethodLabels &labels, const TrueLabels &truth, const std::vector<std::string> &classes);

}  // namespace lexicell::models::tasks
