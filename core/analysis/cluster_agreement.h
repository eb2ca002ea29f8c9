// How well two partitions of the same cells agree. Definitions: scikit-learn's normalized_mutual_info_score (arithmetic mean of
// the entropies) and adjusted_rand_score (Hubert and Arabie 1985).
#pragma once

#include <cstdint>
#include <vector>

namespace lexicell::analysis {

struct ClusterAgreement {
    double nmi = 0.0;  // 0 … 1
    double ari = 0.0;  // 1: the same; 0: as by chance; can be below 0
};
// One group number per cell in each, 0 or more. Two partitions into one group agree fully.
ClusterAgreement clusterAgreement(const std::vector<std::int32_t> &a, const std::vector<std::int32_t> &b);

}  // namespace lexicell::analysis
