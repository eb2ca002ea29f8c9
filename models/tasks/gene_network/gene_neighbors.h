// Finds similar genes: exact cosines of gene vectors. One gene against 60,697 x 512 takes some 20 ms; the whole graph takes
// half a minute on two cores (neighbor_search.h).
//
// Products are computed in float32 on rows of length 1. Products within the rounding error of the last place are compared
// again in double, so order and ties (lower row first) do not depend on summation order, threads or the processor.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/matrix_view.h"
#include "models/contracts/model.h"

#include <cstdint>
#include <vector>

namespace lexicell::models::tasks {

// Vectors scaled to length 1, once. A vector of zeros, or with a value that is not finite, is zeros: its cosine with every gene
// is 0.
class GeneVectorTable {
  public:
    // vectors: [genes x width]; threads 0: all cores.
    GeneVectorTable(std::vector<float> vectors, std::int64_t width, int threads);

    std::int64_t genes() const { return m_genes; }
    std::int64_t width() const { return m_width; }
    const float *row(std::int64_t gene) const { return m_rows.data() + gene * m_width; }
    data::MatrixView rows(std::int64_t begin, std::int64_t count) const { return {row(begin), count, m_width}; }
    bool isEmpty(std::int64_t gene) const { return m_empty[static_cast<std::size_t>(gene)] != 0; }  // a vector of zeros
    double cosine(std::int64_t a, std::int64_t b) const;
    // Mean cosine over all pairs of different genes: the value for random pairs.
    double meanCosine() const;
    // These rows alone, in this order, with the same cosines.
    GeneVectorTable some(const std::vector<std::int64_t> &genes) const;

  private:
    GeneVectorTable() = default;
    std::int64_t m_genes = 0;
    std::int64_t m_width = 0;
    std::vector<float> m_rows;
    std::vector<std::uint8_t> m_empty;  // by gene, 1: zeros; searches for a thousand silent genes would waste time
};

// Rows are the places of `ids`. Error classes: unsupported (the checkpoint has no gene vectors), out_of_memory, and the model's.
Result<GeneVectorTable> geneVectorTable(const LoadedModel &model, const std::vector<std::int64_t> &ids, JobContext &context);

struct GeneNeighbor {
    std::int64_t row = 0;
    double similarity = 0.0;
};
// The k genes most similar to `gene`, best first, itself included (and first); fewer when there are fewer. `within`: rows to
// choose from, in any order; null: all.
std::vector<GeneNeighbor> nearestGenes(const GeneVectorTable &table, std::int64_t gene, std::int64_t k, int threads,
                                       const std::vector<std::int64_t> *within = nullptr);

// The k genes most similar to each gene, itself left out. Reports progress. Error classes: cancelled, out_of_memory.
struct NeighborGraph {
    std::int64_t k = 0;                   // at most genes − 1
    std::vector<GeneNeighbor> neighbors;  // [genes x k], best first
};
Result<NeighborGraph> neighborGraph(const GeneVectorTable &table, std::int64_t k, JobContext &context);
// The same of these genes alone: neighbors [rows x k] of all genes of the table.
Result<NeighborGraph> neighborsOf(const GeneVectorTable &table, const std::vector<std::int64_t> &rows, std::int64_t k,
                                  JobContext &context);

struct GeneEdge {
    std::int64_t a = 0, b = 0;  // rows, a <= b
    double similarity = 0.0;
};
// All pairs with a cosine of at least `cut`, each gene with itself included, by a, then b. Error classes: cancelled,
// out_of_memory, too_many_edges (more than 20 million: the cut is too low to be useful).
Result<std::vector<GeneEdge>> edgesAbove(const GeneVectorTable &table, double cut, JobContext &context);

}  // namespace lexicell::models::tasks
