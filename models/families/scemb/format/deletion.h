// In-silico deletion: a gene is removed from the tokens of the cells that have it, and the cells are embedded again.
// `Mask` follows a secondary account of scEMB ("mask the gene"); `Remove` is our own alternative.
#pragma once

#include "models/families/scemb/format/config.h"
#include "models/contracts/tokens.h"

#include <cstdint>
#include <vector>

namespace lexicell::models::scemb {

enum class Deletion {
    Mask,   // id and bin become those of the mask; the rank and all other tokens stay
    Remove  // the token is removed, later ranks move up, bins stay
};

// A cell without the gene among its kept tokens, or without any other token, has no value (not a zero) and is left out.
struct DeletedCells {
    TokenBatch batch;
    std::vector<std::int64_t> cells;  // rows of the original batch
};
DeletedCells deleteGene(const TokenBatch &batch, std::int64_t gene, Deletion how, const Config &config);

}  // namespace lexicell::models::scemb
