// The labels that one method gives to some cells.
#pragma once

#include "models/tasks/annotate/novel_types.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

inline constexpr const char *unknownLabel = "unknown";

struct MethodLabels {
    std::string name;                  // "logistic-l2"
    bool baseline = true;              // needs no model
    std::vector<float> probabilities;  // [cells x classes]; empty: the method has none
    std::vector<std::int32_t> best;    // [cells] class
    std::vector<double> confidence;    // [cells] probability of `best`; SingleR: its lead on the next class

    bool graded() const { return !probabilities.empty(); }
    // Whether each cell is unknown at this threshold; a method without probabilities knows every cell.
    std::vector<bool> unknownAt(double threshold, std::int64_t classes) const
    {
        std::vector<bool> result(best.size());
        if (!graded()) return result;
        const auto cells = labelCells(probabilities, classes, threshold);
        for (std::size_t cell = 0; cell < cells.size(); ++cell) result[cell] = cells[cell].novel;
        return result;
    }
};

}  // namespace lexicell::models::tasks
