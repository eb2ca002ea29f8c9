// Marker tests on pseudobulk samples: the counts of each replicate on each side of a comparison.
#pragma once

#include "core/steps/marker_groups.h"

#include <vector>

namespace lexicell::steps {

// Error classes: missing_column, too_small (replicates), too_few_genes, cancelled. A group that cannot be tested is left out with
// a warning, unless it is the only one.
Result<std::vector<MarkerTest>> pseudobulkTests(const data::Dataset &dataset, const data::CsrBlock &counts,
                                                const MarkerGroups &groups, const MarkersOptions &options, JobContext &context);

}  // namespace lexicell::steps
