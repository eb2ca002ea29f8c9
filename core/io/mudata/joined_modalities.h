// The modalities of a MuData file as one data set: mudata_reader.h says how.
#pragma once

#include "core/data/dataset.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::io {

struct ReadModality {
    std::string name;
    data::Dataset dataset;
    std::vector<std::int64_t> rows;  // of the modality, for each cell of the file; -1: it lacks the cell
};

// `obs`: of the whole file. One modality at least. Throws Failure.
data::Dataset joinModalities(const data::Table &obs, const std::vector<ReadModality> &modalities, JobContext &context);

}  // namespace lexicell::io
