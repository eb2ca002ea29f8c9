// The genes nearest to one gene: by a model's gene vectors, and by co-expression in the open cells, as gene-network finds both
// with its defaults (models/tasks/gene_network). Tables are made once for a data set and searched for each gene.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "models/contracts/model.h"
#include "models/tasks/gene_network/gene_neighbors.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace lexicell::ui {

struct NearGene {
    std::int64_t gene = -1;  // of the data set
    double similarity = 0.0;
};

struct NearTable {
    std::vector<std::int64_t> genes;  // of the data set, ascending: the rows of the table
    models::tasks::GeneVectorTable table;
    double meanOfPairs = 0.0;  // mean similarity of two genes at random
    std::int64_t cells = 0;    // that were read; 0: none were needed

    std::int64_t rowOf(std::int64_t gene) const;  // -1: the table has no such gene
};
using NearTablePtr = std::shared_ptr<const NearTable>;

// Cosines of the model's vectors. `ids`: [genes of the data set] places in the vocabulary, -1: not there (Coverage::geneIds).
// Error classes: those of geneVectorTable().
Result<NearTablePtr> modelTable(const models::LoadedModel &model, const std::vector<std::int64_t> &ids, JobContext &context);

// Spearman correlations of all genes in X, of up to 2,000 cells; fewer where the table would not fit into 256 MB. Error classes:
// those of coexpression.h.
Result<NearTablePtr> coexpressionTable(const data::Dataset &dataset, JobContext &context);

// Best first, the gene itself left out. Empty: the table has no row for the gene, or zeros (no cell expresses it).
std::vector<NearGene> nearGenes(const NearTable &table, std::int64_t gene, std::int64_t count, int threads);

// How many of n genes are expected to be among m others when both are drawn at random from `usable` genes.
double sharedByChance(std::int64_t n, std::int64_t m, std::int64_t usable);

}  // namespace lexicell::ui
