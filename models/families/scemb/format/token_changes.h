// Genes of one scEMB-style cell changed. Tokens stand in order of rank, so a gene that leaves or moves renumbers the ranks of
// those behind it; bins stay. A gene beyond the cut of max_genes has no token: the cut is no draw.
#pragma once

#include "models/contracts/gene_changes.h"
#include "models/families/scemb/format/config.h"

#include <cstdint>
#include <vector>

namespace lexicell::models::scemb {

struct RankedToken {
    std::int64_t gene = 0;
    std::int64_t bin = 0;
    bool operator==(const RankedToken &) const = default;
};

struct ChangedRanks {
    bool takesPart = false;
    std::int64_t replaced = 0;  // tokens that an added gene pushed out, in both
    std::vector<RankedToken> intact, changed;
};

// `change.kind`: Mask, Delete or OverExpress. Over-expression without a dose sets the highest bin; the gene then stands behind
// the last token of that bin or a higher one. A gene that has the bin stays where it is.
ChangedRanks changeRanks(const std::vector<RankedToken> &kept, const std::vector<std::int64_t> &genes, const GeneChange &change,
                         const Config &config);

}  // namespace lexicell::models::scemb
