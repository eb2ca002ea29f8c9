// A part of a run that several machines share: a data set of the share's cells alone, with their obs, the result, the record of
// the run, and uns["lexicell_part"], which says what share it is. X and the other matrices stay in the file of the whole.
#pragma once

#include "core/base/provenance.h"
#include "core/base/result.h"
#include "core/data/dataset.h"
#include "models/input/shard.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

// The cells at these positions, without any matrix: obs, var and the record so far.
Result<data::Dataset> cellsAlone(const data::Dataset &dataset, const std::vector<std::int64_t> &cells);

// Marks the data set as a part: share, number of shares, number of cells of the whole, positions of its cells in the whole.
void markPart(data::Dataset &part, const input::Shard &shard, std::int64_t cellsOfWhole, const std::vector<std::int64_t> &cells);

struct Part {
    const data::Dataset *dataset = nullptr;
    input::Shard shard;
    std::int64_t cellsOfWhole = 0;
    std::vector<std::int64_t> cells;  // ascending positions in the whole
    ProvenanceStep step;              // that computed it
};
// Error classes: unsupported (the data set is no part), corrupt_data (its marks contradict each other).
Result<Part> readPart(const data::Dataset &dataset);

// "part_2.h5ad", for messages.
std::string nameOf(const data::Dataset &dataset);

}  // namespace lexicell::models::tasks
