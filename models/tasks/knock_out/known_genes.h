// How well a ranking finds the genes that are known to matter, where the data set knows: simulated cells name the marker genes of
// every type in uns["lexicell_truth"]. Model, PCA and mean expression are held against the same genes.
#pragma once

#include "core/data/dataset.h"
#include "models/tasks/knock_out/knock_out.h"
#include "models/tasks/knock_out/rank_statistics.h"

#include <optional>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

// The marker genes of these cell types; without a type, of all. Empty: the data set does not know.
std::vector<std::string> knownGenes(const data::Dataset &dataset, const std::vector<std::string> &types);

// Over the tested genes with an effect, in the leading metric. Toward and along count by their size, as markers of the goal move
// cells away from it.
struct KnownGeneScores {
    Retrieval model, pca, meanExpression;
};
KnownGeneScores findingKnownGenes(const KnockOut &result, const std::vector<std::string> &known);

}  // namespace lexicell::models::tasks
