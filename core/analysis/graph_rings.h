// Positions of the nodes of a network on a circle or on rings: igraph's circle and sphere, one for each ring. What stands where
// is the caller's order, as edges do not count. Neighbors in the order are about 1 apart.
#pragma once

#include <cstdint>
#include <vector>

namespace lexicell::analysis {

// Positions [order x dimensions] in the sequence of node indices, around 0: the nodes in their order on one circle, or on one
// sphere in space. `order` holds each index below its length once. The result is empty when memory runs out.
std::vector<double> circleLayout(const std::vector<std::int64_t> &order, int dimensions);

// The first node in the middle, the next ones on rings around it (in space: on shells), each as far out as it is wide enough for
// its nodes. Within a ring the nodes follow `place` [nodes], so that equal ones stand together.
std::vector<double> concentricLayout(const std::vector<std::int64_t> &order, const std::vector<std::int64_t> &place,
                                     int dimensions);

}  // namespace lexicell::analysis
