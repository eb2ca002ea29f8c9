// How well a ranking finds the genes that are known to matter, where the data set knows: simulated cells name the marker genes of
// every type in uns["lexicell_truth"], and cells in which genes really were knocked out measure their effect. Model, PCA, the
// test between the groups and mean expression are held against the same genes.
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
// cells away from it; the test between the groups by |z|.
struct KnownGeneScores {
    Retrieval model, pca, differential, meanExpression;
};
KnownGeneScores findingKnownGenes(const KnockOut &result, const std::vector<std::string> &known);

// Over the tested genes with a measured effect, by their shift: does the model find those whose measured p is below measuredP?
struct MeasuredScores {
    std::int64_t genes = 0;              // with a measured effect
    std::vector<std::string> effective;  // of these, with a p below measuredP
    double spearman = 0.0;               // of the shift with the measured shift
    double spearmanMeanExpression = 0.0;
    KnownGeneScores scores;
};
MeasuredScores findingMeasuredGenes(const KnockOut &result);

}  // namespace lexicell::models::tasks
