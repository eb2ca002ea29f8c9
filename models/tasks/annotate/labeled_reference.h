// The reference of an annotation, and which of its cells are held out for scores.
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/data/dataset.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

// A label may be left out to see whether its cells come out as unknown. They stay in the data set, but nothing is learned from
// them.
inline constexpr std::int32_t leftOutCode = -1;

struct LabeledReference {
    data::Dataset dataset;             // its cells with a label
    std::vector<std::int64_t> rows;    // [cells] row in the file, ascending
    std::vector<std::string> classes;  // sorted
    std::vector<std::int32_t> codes;   // [cells]; leftOutCode: of the label that is left out
    std::vector<std::string> batches;  // [cells]; empty: none were named
};

struct ReferenceOptions {
    std::string file, label, batch, leaveOut;
};
// Warnings: cells_left_out. Error classes: those of reading the file; missing_column, too_small (fewer than two labels),
// bad_option (leaveOut is no label).
Result<LabeledReference> readReference(const ReferenceOptions &options, JobContext &context);
// The same of a data set that is read already; `options.file` is not used.
Result<LabeledReference> labeledReference(const data::Dataset &whole, const ReferenceOptions &options, JobContext &context);

// Ascending positions of reference cells. All cells of the label that is left out are held out.
struct HeldOut {
    std::vector<std::int64_t> train, test;
    bool batches = false;  // whole batches are held out; false: cells at random, as many of each label
};
// Warnings: leaky_split. `share`: of the cells, 0 … 1.
HeldOut holdOut(const LabeledReference &reference, double share, std::int64_t seed, JobContext &context);

}  // namespace lexicell::models::tasks
