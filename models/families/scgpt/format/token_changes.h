// Genes of one scGPT cell changed: deletion (the token goes), bin 0 (the token stays), another bin. Ranks and positions do not
// exist in scGPT, so an additional token is the last.
#pragma once

#include "models/contracts/gene_changes.h"

#include <cstdint>
#include <vector>

namespace lexicell::models::scgpt {

// Tokens of a cell without <cls>.
struct GeneBins {
    std::vector<std::int64_t> genes;
    std::vector<float> values;

    bool operator==(const GeneBins &) const = default;
};

struct DrawnCell {
    GeneBins all;          // every known gene of the cell with its bin
    GeneBins drawn;        // those that fit, in their order
    std::size_t room = 0;  // tokens that fit
};

struct ChangedBins {
    bool takesPart = false;
    std::int64_t replaced = 0;  // drawn tokens that gave way
    GeneBins intact, changed;
};

// `topBin`: of over-expression without a dose. `change.kind`: Delete, Zero or OverExpress.
ChangedBins changeBins(const DrawnCell &cell, const std::vector<std::int64_t> &genes, const GeneChange &change, int topBin);

}  // namespace lexicell::models::scgpt
