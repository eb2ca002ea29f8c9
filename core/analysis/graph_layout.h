// Positions of the nodes of a network: igraph's Fruchterman & Reingold 1991. Each connected part is laid out alone, and the
// parts are packed side by side, largest first. (Laid out together, parts drift apart and most of the drawing is empty.)
#pragma once

#include <cstdint>
#include <vector>

namespace lexicell::analysis {

// Positions [nodes x 2]; an average edge is about 1 long. `from` and `to` are node indices [edges]. Of `weights` [edges] only
// the magnitude counts: heavier edges are shorter, and NaN counts as the lightest weight. The same input gives the same
// layout. The result is empty when memory runs out. A part of a thousand nodes takes seconds.
std::vector<double> graphLayout(std::int64_t nodes, const std::vector<std::int64_t> &from, const std::vector<std::int64_t> &to,
                                const std::vector<double> &weights, std::uint64_t seed);

}  // namespace lexicell::analysis
