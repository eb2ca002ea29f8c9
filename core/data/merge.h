// Adds the result of a step to the current data set, which other steps may have changed since this step started.
#pragma once

#include "core/data/dataset.h"
#include "core/data/result_key.h"

#include <string>
#include <vector>

namespace lexicell::data {

struct MergedResults {
    Dataset dataset;
    std::vector<ResultKey> keys;  // new or replaced
};

// Elements are immutable and shared. So an element was added by the step if `output` holds it and `input` holds no such object.
// The provenance records (uns["lexicell"]) of both are joined.
MergedResults mergeResults(const Dataset &current, const Dataset &input, const Dataset &output);

// Positions in `before` of the names in `after`, a subset in the same order.
std::vector<std::int64_t> keptPositions(const std::vector<std::string> &before, const std::vector<std::string> &after);

// Only the elements that steps added to `original`: results without X, for the file beside the project.
Dataset resultsOnly(const Dataset &original, const Dataset &current);

}  // namespace lexicell::data
