// The measures of similarity that a network can be made from, each as a table of vectors whose cosines are the weights:
//
// * embedding: the model's gene vectors.
// * context: the mean of the vectors that the model gives a gene in the context of each cell that expresses it (capability C26).
// The
//   vector contains the value of the gene as well: genes expressed alike are near each other for that reason alone.
// * spearman, pearson: the expression of the cells (coexpression.h).
#pragma once

#include "models/tasks/gene_network/gene_neighbors.h"
#include "models/tasks/gene_network/gene_universe.h"
#include "models/tasks/gene_network/network_options.h"

#include <string>

namespace lexicell::models::tasks {

struct SourceInput {
    const data::Dataset &cells;  // those to use
    const LoadedModel *model;    // null: none
    const GeneUniverse &universe;
    const GeneNetworkOptions &options;
};

// "coexpression" in the words of this table: the kind of correlation that the options choose.
std::string sourceName(const std::string &source, const GeneNetworkOptions &options);

// A row for each gene of the universe; zeros for a gene that no cell expresses. Error classes: bad_option (a model is needed; no
// such source), unsupported (the checkpoint has no such vectors), those of coexpression.h and input::prepareCells(),
// cancelled, out_of_memory.
Result<GeneVectorTable> sourceTable(const std::string &source, const SourceInput &input, JobContext &context);

// The cells of a group, or of two; all if `groupby` is empty. `groups`: 0 or 1 for each cell that is kept, by its group.
struct ChosenCells {
    data::Dataset dataset;
    std::vector<std::int32_t> groups;  // [cells]
};
// At most `most` of each group, chosen at random; 0: all. Error classes: missing_column, bad_option (no such group),
// out_of_memory.
Result<ChosenCells> cellsOfGroups(const data::Dataset &dataset, const GeneNetworkOptions &options, int most, JobContext &context);

}  // namespace lexicell::models::tasks
