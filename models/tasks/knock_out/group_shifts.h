// Where a knock-out moves the cells of a group on a map, for reading: the map is no model's space, so this is no statistic.
// Whether the group moves farther than by genes of like expression is asked in the model's space: shift_null.h.
//
// The place of a vector v on the map is the mean place of the k = 15 intact cells whose vectors are nearest to v (Euclidean, in
// the model's space). A cell moves by the place of E' minus the place of E, a group by the mean over its cells that have the
// gene. So a change that leaves the neighbors of a cell as they were moves it by 0.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/matrix_view.h"

#include <cstdint>
#include <vector>

namespace lexicell::models::tasks {

inline constexpr std::int64_t placeNeighbors = 15;
inline constexpr std::int64_t fewestArrowCells = 10;  // of a group, with the gene: fewer have no arrow

struct ShiftedCells {
    data::MatrixView intact;                  // [cells x width] E; a row of zeros: the cell was not embedded
    data::MatrixView shifts;                  // [cells x width] E' − E; NaN: the cell was not changed
    const std::vector<float> &places;         // [cells x 2] on the map; NaN: no place
    const std::vector<std::int32_t> &groups;  // [cells]; −1: none
    std::size_t groupCount = 0;
};

struct GroupShift {
    std::int64_t cells = 0;     // of the group that were changed and have a place
    std::int64_t used = 0;      // of them: evenly chosen, where all would take long; 0: too few cells
    double x = 0.0, y = 0.0;    // mean place of the used cells
    double dx = 0.0, dy = 0.0;  // mean movement
};

// Of each group. Does not depend on the number of threads. Error classes: too_few_cells (fewer embedded cells with a place than
// neighbors), shape_mismatch, cancelled, out_of_memory.
Result<std::vector<GroupShift>> groupShifts(const ShiftedCells &cells, JobContext &context);

}  // namespace lexicell::models::tasks
