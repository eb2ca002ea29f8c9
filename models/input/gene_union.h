// The genes of several data sets as one list, for a model that starts from nothing.
#pragma once

#include "core/base/result.h"
#include "core/data/dataset.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::input {

struct GeneUnion {
    std::vector<std::string> genes;                  // in order of first appearance, each once
    std::vector<std::vector<std::int64_t>> columns;  // [data sets][columns of X] position in `genes`
};

// Genes are named by their symbols (genes::geneSymbols), so that data sets with different identifiers share them; for an Ensembl
// id without a symbol the gene table gives one. Error class: empty_data (a data set without cells, genes or X).
Result<GeneUnion> geneUnion(const std::vector<data::Dataset> &datasets);

}  // namespace lexicell::models::input
