// The groups of cells that a marker test compares, found by the names in its options.
#pragma once

#include "core/analysis/cell_groups.h"
#include "core/steps/markers.h"

#include <optional>
#include <string>
#include <vector>

namespace lexicell::steps {

struct MarkerGroups {
    analysis::CellGroups cells;            // groups without cells are left out
    std::vector<std::string> names;        // [groups]
    std::vector<std::size_t> tested;       // positions, in the order of the column
    std::optional<std::size_t> reference;  // none: the rest

    std::int64_t referenceCells(std::size_t group) const
    {
        return reference ? cells.sizes[*reference] : cells.cells() - cells.sizes[group];
    }
};

// Error classes: missing_column, bad_option, too_small, too_few_cells.
Result<MarkerGroups> markerGroups(const data::Dataset &dataset, const MarkersOptions &options, JobContext &context);

}  // namespace lexicell::steps
