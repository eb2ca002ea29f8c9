// Communities of a weighted neighborhood graph by the Leiden algorithm (Traag, Waltman, van Eck 2019), through igraph, with
// modularity (Reichardt and Bornholdt's resolution, as in scanpy.tl.leiden) or the constant Potts model as quality.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/element.h"

#include <cstdint>
#include <vector>

namespace lexicell::analysis {

enum class LeidenQuality {
    Modularity,  // sum over communities of [w/m - resolution (K/2m)^2]
    Cpm,         // sum over communities of [w - resolution n (n - 1)/2]
};

struct CommunityOptions {
    LeidenQuality quality = LeidenQuality::Modularity;
    double resolution = 1.0;  // larger gives more and smaller communities
    int iterations = -1;      // -1: until the quality stops improving
    std::uint64_t seed = 0;
};

struct Communities {
    std::vector<std::int32_t> labels;  // per cell; 0 is the largest community; -1: a cell without edges
    int count = 0;
    double quality = 0.0;  // as defined at LeidenQuality's values
};

// graph: symmetric csr, float32. Error classes: bad_option, too_small, Cancelled.
Result<Communities> leidenCommunities(const data::SparseMatrix &graph, const CommunityOptions &options, JobContext &context);

// The quality of any labeling of the graph; cells with label -1 are left out.
double communityQuality(const data::SparseMatrix &graph, const std::vector<std::int32_t> &labels, LeidenQuality quality,
                        double resolution);

}  // namespace lexicell::analysis
