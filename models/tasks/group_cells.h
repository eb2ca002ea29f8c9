// Some cells of every group of an obs column, for tasks that run a model over them.
#pragma once

#include "core/base/job_context.h"
#include "core/base/options.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "core/steps/markers.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

struct GroupChoice {
    std::string groupby;
    int maxCells = 200;
};
template <class V> void describe(GroupChoice &o, V &&visit)
{
    visit(Option{"groupby", "obs column with the groups of cells.", "", {}}, o.groupby);
    visit(Option{"max-cells", "Cells of each group, chosen at random; 0: all. Larger is slower and less noisy.", "cells", {}},
          o.maxCells);
}

// Error class: bad_option.
Result<void> checkGroupChoice(const GroupChoice &choice);

struct GroupCells {
    data::Dataset dataset;             // the chosen cells, in the order of the data set
    std::vector<std::string> groups;   // in the order of the column
    std::vector<std::size_t> groupOf;  // [cells]
    std::vector<std::int64_t> sizes;   // [groups] chosen cells
};

// Groups with fewer than `fewest` cells and cells without a group are left out. Error classes: missing_column, too_small (fewer
// than two groups), out_of_memory.
Result<GroupCells> groupCells(const data::Dataset &dataset, const GroupChoice &choice, std::int64_t fewest, std::int64_t seed,
                              JobContext &context);

// Wilcoxon's test of each group against the others, of counts or of values that are logarithms already; without the warning about
// cells as replicates, as it is a baseline. Error classes: those of steps::markers().
Result<steps::Markers> wilcoxonTests(const data::Dataset &dataset, const std::string &column, const std::string &layer,
                                     JobContext &context);

}  // namespace lexicell::models::tasks
