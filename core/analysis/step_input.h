// What the steps on a Dataset read: the matrix they were pointed at, checked for what it must hold, and graphs.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/dataset.h"

#include <exception>
#include <new>
#include <string>
#include <vector>

namespace lexicell::analysis {

// Whether the step can also work on log-normalised values, so that its refusal may say so.
enum class LogValues { Refused, Allowed };

// The matrix `layer` with the columns of var (raw.X is brought to them by name), which must hold counts.
Result<data::CsrBlock> readCounts(const data::Dataset &dataset, const std::string &layer, LogValues logValues);

// The same where the user says that it is log-normalised.
Result<data::CsrBlock> readLogNormalized(const data::Dataset &dataset, const std::string &layer);

// uns[key] and the graph it names, as symmetric csr of float32 without stored zeros.
struct NeighborGraph {
    data::SparseMatrix connectivities;
    std::string representation;  // obsm key that it was made of; empty: unknown
};
Result<NeighborGraph> readGraph(const data::Dataset &dataset, const std::string &key, const std::string &hint);

// The file in a message: its name, or "the data set".
std::string sourceName(const data::Dataset &dataset);

// Runs one step; exceptions end here.
template <class Step> Result<data::Dataset> runStep(Step &&step)
{
    try {
        return step();
    } catch (const std::bad_alloc &) {
        return Error{
            ErrorKind::OutOfMemory, "out_of_memory", "There is not enough memory for this step; use fewer cells or genes.", {}};
    } catch (const std::exception &exception) {
        return Error{ErrorKind::Internal, "internal", "The step failed for a reason of its own; please report it.",
                     exception.what()};
    }
}

}  // namespace lexicell::analysis
