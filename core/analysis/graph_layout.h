// Positions of the nodes of a network by forces: igraph's Fruchterman & Reingold 1991, in the plane or in space. Each connected
// part is laid out alone, and the parts are packed side by side, largest first. (Laid out together, parts drift apart and most
// of the drawing is empty.) Circles and rings: graph_rings.h.
#pragma once

#include <cstdint>
#include <vector>

namespace lexicell::analysis {

// Positions [nodes x dimensions]; an average edge is about 1 long. `dimensions` is 2 or 3; in space, parts stand side by side in
// the plane z = 0. `from` and `to` are node indices [edges]. Of `weights` [edges] only the magnitude counts: heavier edges are
// shorter, and NaN counts as the lightest weight. The same input gives the same layout. The result is empty when memory runs
// out. A part of a thousand nodes takes seconds; larger parts take about as long, as they get fewer rounds in space.
std::vector<double> graphLayout(std::int64_t nodes, const std::vector<std::int64_t> &from, const std::vector<std::int64_t> &to,
                                const std::vector<double> &weights, std::uint64_t seed, int dimensions = 2);

}  // namespace lexicell::analysis
