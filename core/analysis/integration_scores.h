// How well batches mix within each cell type, and which clustering finds the types best. Definitions: scIB (Luecken et al. 2022):
// ASW_batch is the mean over labels of the mean of 1 − |silhouette of the batch|; graph connectivity is the mean over labels of
// the share of cells in the largest connected part of the neighbor graph of the label's cells; NMI and ARI are those of the
// Leiden clustering with the best NMI over resolutions 0.1, 0.2, … 2.0.
#pragma once

#include "core/analysis/cluster_agreement.h"
#include "core/analysis/neighbors.h"
#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/element.h"
#include "core/data/matrix_view.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::analysis {

struct BatchMixing {
    std::vector<std::string> labels;  // that count, sorted
    std::vector<double> perLabel;     // means of 1 − |silhouette of the batch|
    double mean = 0.0;                // over labels: ASW_batch; NaN without a label that counts
    // Of each cell: 1 − |silhouette of its batch| within its label; NaN in a label that does not count (one batch, or as many
    // batches as cells).
    std::vector<double> ofCell;
};
// Error classes: cancelled, out_of_memory.
Result<BatchMixing> batchMixing(const data::MatrixView &cells, const std::vector<std::string> &labels,
                                const std::vector<std::string> &batches, JobContext &context);

// 0 … 1. An edge joins a cell with each of its neighbors, whichever of the two found the other.
double graphConnectivity(const NearestNeighbors &neighbors, const std::vector<std::string> &labels);

struct BestClusters {
    std::vector<std::int32_t> clusters;  // per cell
    int count = 0;
    double resolution = 0.0;
    ClusterAgreement agreement;  // with the labels
};
// `graph`: as for leidenCommunities(). `labels`: a number for each cell. Error classes: those of leidenCommunities().
Result<BestClusters> bestClusters(const data::SparseMatrix &graph, const std::vector<std::int32_t> &labels, std::uint64_t seed,
                                  JobContext &context);

}  // namespace lexicell::analysis
