// Puts the parts of a run together: the result of one run on all cells, bit for bit, because shares keep the batches of that run
// (models/input/shard.h).
#pragma once

#include "core/base/result.h"
#include "core/data/dataset.h"
#include "models/tasks/record.h"

#include <span>
#include <string>
#include <cstdint>

namespace lexicell::models::tasks {

struct Merged {
    data::Dataset dataset;  // the whole with the result; its record names the run, and after it the merging with its parts
    std::string key;        // obsm key of the vectors
    std::int64_t parts = 0;
    std::int64_t dimensions = 0;
};

// `whole`: the data set that was embedded. `parts`: all of one run, in any order. `hashes`: of the files of whole and parts, in
// this order; the record of a part names the hash of the whole that it is of. Error classes: those of readPart();
// dataset_changed (a part is of another data set, or the parts are of different runs), bad_option (a share is named twice, or the
// first data set is a part), missing_part (a share is missing), corrupt_data.
Result<Merged> merge(const data::Dataset &whole, std::span<const data::Dataset> parts, const RecordInputs &hashes);

}  // namespace lexicell::models::tasks
