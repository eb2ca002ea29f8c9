// Puts what a step added into the data set as it is now, which other steps may have changed since this one started.
#pragma once

#include "core/data/dataset.h"

#include <QStringList>

#include <string>
#include <vector>

namespace lexicell::ui {

struct MergedResults {
    data::Dataset dataset;
    QStringList keys;  // what is new or replaced: "obsm/X_umap", "obs/leiden", "uns/neighbors"
};

// Elements are immutable and shared, so "added by the step" is: in `output`, and not the same object as in `input`.
// The provenance records (uns["lexicell"]) of both are joined.
MergedResults mergeResults(const data::Dataset &current, const data::Dataset &input, const data::Dataset &output);

// Positions in `before` of the names in `after`, a subset in the same order.
std::vector<std::int64_t> keptPositions(const std::vector<std::string> &before, const std::vector<std::string> &after);

// Only what steps added to `original`: results without X, for the file beside the project.
data::Dataset resultsOnly(const data::Dataset &original, const data::Dataset &current);

}  // namespace lexicell::ui
