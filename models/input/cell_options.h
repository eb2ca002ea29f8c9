// Options for turning the cells of a data set into tokens, for every task that runs a model over cells.
#pragma once

#include "core/base/options.h"

#include <cstdint>
#include <string>

namespace lexicell::models::input {

// The matrix and the gene names that are matched to the model's vocabulary.
struct MatchOptions {
    std::string geneMatching = "resolve";
    std::string geneColumn;  // var column with the names; empty: the index
    std::string layer;       // empty or "X": X; "raw": raw.X
};
template <class V> void describe(MatchOptions &o, V &&visit)
{
    visit(Option{"gene-matching",
                 "exact: as upstream; resolve: also aliases, previous symbols, Ensembl ids.",
                 "",
                 {"resolve", "exact"}},
          o.geneMatching);
    visit(Option{"gene-column", "var column that names the genes; empty: the index.", "", {}}, o.geneColumn);
    visit(Option{"layer", "Matrix to read: X, raw or the name of a layer.", "", {}}, o.layer);
}

struct CellOptions : MatchOptions {
    int batchSize = 64;
    int maxLength = 1200;
    std::string ties = "random";
    std::string sampling = "random";
    std::string batch;  // obs column; for models fine-tuned with a batch norm per batch
    std::int64_t seed = 0;
};
template <class V> void describe(CellOptions &o, V &&visit)
{
    visit(Option{"batch-size", "Cells in one forward pass; larger is faster until memory runs out.", "cells", {}}, o.batchSize);
    visit(Option{"max-length",
                 "Longest input of scGPT, the cell token included; longer cells are sampled. Other models have their own limit.",
                 "tokens",
                 {}},
          o.maxLength);
    visit(Option{"ties", "Rule for the bins of equal values.", "", {"random", "half", "left"}}, o.ties);
    visit(Option{"sampling", "Choice of genes for a cell with too many.", "", {"random", "head"}}, o.sampling);
    describe(static_cast<MatchOptions &>(o), visit);
    visit(Option{"batch", "obs column with the batches, for a model fine-tuned on them (integration).", "", {}}, o.batch);
}

}  // namespace lexicell::models::input
