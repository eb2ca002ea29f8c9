// The input of the steps on a Dataset: the chosen matrix, checked for the values it must hold, and graphs.
#pragma once

#include "core/base/guarded.h"
#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/dataset.h"

#include <string>
#include <vector>

namespace lexicell::steps {

// Whether the step also works on log-normalized values, so that the error message can offer it.
enum class LogValues { Refused, Allowed };

// The matrix `layer` with the columns of var (raw.X is aligned by name); it must hold counts.
Result<data::CsrBlock> readCounts(const data::Dataset &dataset, const std::string &layer, LogValues logValues);

// The same for a matrix that the user declares log-normalized.
Result<data::CsrBlock> readLogNormalized(const data::Dataset &dataset, const std::string &layer);

// uns[key] and the graph it names, as symmetric csr of float32 without stored zeros.
struct NeighborGraph {
    data::SparseMatrix connectivities;
    std::string representation;  // obsm key that it was computed on; empty: unknown
};
Result<NeighborGraph> readGraph(const data::Dataset &dataset, const std::string &key, const std::string &hint);

// The file's name in a message, or "the data set".
std::string sourceName(const data::Dataset &dataset);

// Runs one step and turns exceptions into errors.
template <class Step> Result<data::Dataset> runStep(Step &&step)
{
    return guarded("run this step", step, "Use fewer cells or genes.");
}

}  // namespace lexicell::steps
