// A share of a run over many cells, for one of several machines.
//
// A share is whole batches of the run over all cells, never a block of cells with batches of its own: products of matrices are
// split by their shapes, so the last bits of a cell's vector depend on the cells beside it. So the shares together are the run,
// bit for bit, for any number of shares.
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <string>

namespace lexicell::models::input {

struct Shard {
    std::int64_t index = 0;  // 1 … of; 0: the whole run
    std::int64_t of = 1;

    bool asked() const { return index > 0; }
    // Batches are dealt in turn. They come longest first, so shares take about equally long.
    bool has(std::int64_t batch) const { return index == 0 || batch % of == index - 1; }
};

// "2/5": the second of five shares. Error class: bad_option.
Result<Shard> shardOf(const std::string &text);

}  // namespace lexicell::models::input
