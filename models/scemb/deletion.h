// In-silico deletion: a gene is taken from the tokens of the cells that have it, and the cells are embedded again.
// `Mask` is what a secondary account of scEMB states ("mask the gene"); `Remove` is an alternative of ours.
#pragma once

#include "models/scemb/config.h"
#include "models/tokens.h"

#include <cstdint>
#include <vector>

namespace lexicell::models::scemb {

enum class Deletion {
    Mask,   // id and bin become the mask's; the rank and all other tokens stay
    Remove  // the token goes, ranks close up, bins stay
};

// A cell without the gene among its kept tokens, or left with no token at all, has no value (never a zero): it is not here.
struct DeletedCells {
    TokenBatch batch;
    std::vector<std::int64_t> cells;  // rows of the original batch
};
DeletedCells deleteGene(const TokenBatch &batch, std::int64_t gene, Deletion how, const Config &config);

}  // namespace lexicell::models::scemb
