// The null of a group's mean shift (docs/knock-outs.md §9): the mean shifts of the same group by genes of like expression, from
// the stored shifts of single cells (stored_shifts.h).
#pragma once

#include "core/data/matrix_view.h"
#include "models/tasks/knock_out/null_genes.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace lexicell::models::tasks {

inline constexpr double shiftNullShare = 0.95;

struct CellShifts {
    const std::vector<double> &shifts;        // [cells] 1 − cos(E', E); NaN: the cell was not changed
    data::MatrixView null;                    // [cells x null genes] the same by each of them; no columns: none is known
    const std::vector<std::int32_t> &groups;  // [cells]; −1: none
    std::size_t groupCount = 0;
};

struct GroupNull {
    double shift = std::numeric_limits<double>::quiet_NaN();  // mean over the group's cells that were changed
    // The 95th percentile of the null genes' mean shifts. NaN: fewer than fewestNullGenes have fewestArrowCells of the cells.
    double limit = std::numeric_limits<double>::quiet_NaN();
    std::int64_t genes = 0;  // null genes with so many cells
    bool known() const { return genes >= fewestNullGenes; }
    bool beyond() const { return shift > limit; }  // false where there is no limit
};

// Of each group. Error-free: `shifts`, `null` and `groups` have as many cells.
std::vector<GroupNull> groupNulls(const CellShifts &cells);

}  // namespace lexicell::models::tasks
