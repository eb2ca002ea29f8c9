// Modules of a gene network: communities by the Leiden algorithm with modularity (core/analysis/leiden.h), two rounds as in
// igraph and scanpy. Edges whose weight is not positive do not count: modularity is defined for weights above 0.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "models/tasks/gene_network/network_edges.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

struct NetworkModules {
    std::vector<std::int32_t> labels;  // [genes] 0: the largest; -1: without an edge that counts
    int count = 0;
};

// `names` gives the order in which genes are visited, so that modules do not depend on the order of genes in a file.
// Error classes: bad_option (resolution), out_of_memory, leiden_failed, cancelled.
Result<NetworkModules> networkModules(const std::vector<NetworkEdge> &edges, const std::vector<std::string> &names,
                                      double resolution, std::uint64_t seed, JobContext &context);

}  // namespace lexicell::models::tasks
