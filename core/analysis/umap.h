// UMAP's layout of a neighborhood graph in two or three dimensions (McInnes, Healy, Melville 2018) with the parameters and
// defaults of scanpy.tl.umap: spectral start, 5 negative samples, learning rate 1, 500 epochs up to 10,000 cells, else 200. A
// seed gives the same layout on any number of threads.
#pragma once

#include "core/analysis/neighbors.h"
#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/element.h"
#include "core/data/embedding.h"

#include <cstdint>

namespace lexicell::analysis {

struct LayoutOptions {
    int components = 2;    // dimensions of the layout: 2 or 3
    double minDist = 0.5;  // smallest distance of points in the layout; larger spreads clusters out
    double spread = 1.0;   // scale of the layout
    int epochs = 0;        // 0: 500 up to 10,000 cells, else 200
    std::uint64_t seed = 0;
};

// Low-dimensional similarity 1 / (1 + a d^(2b)), fitted to 1 up to minDist and exp(-(d - minDist) / spread) beyond.
struct SimilarityCurve {
    double a = 0.0;
    double b = 0.0;
};
SimilarityCurve fitSimilarityCurve(double spread, double minDist);

// graph: symmetric csr, float32. representation: the table that the graph was computed on, or null; it places the connected
// parts. A cell without edges gets NaN and `embedded` false. Error classes: bad_option, too_small, cancelled.
Result<data::Embedding> umapLayout(const data::SparseMatrix &graph, const data::MatrixView *representation,
                                   const LayoutOptions &options, JobContext &context);

}  // namespace lexicell::analysis
