// Which perturbation may have led to a state: cells of the state vote for the conditions of the predicted cells nearest to them.
// Source: Cui et al. 2024, "in silico reverse perturbation" (flat L2 index over predicted profiles; the paper has no code for
// it).
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "models/tasks/perturb/perturbation_cells.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lexicell::models::tasks {

inline constexpr std::int64_t referencesPerCondition = 40;  // predicted cells, as in the paper

struct ReverseSearch {
    std::int64_t cells = 0;           // of the state
    std::vector<std::int64_t> votes;  // [conditions], cells x neighbors in all
    std::vector<std::size_t> order;   // conditions, most votes first, the first of equals
    // What needs no model: the two genes of the largest change from control, and the measured condition with the nearest mean
    // that holds no cell of the state (empty: there is none).
    std::vector<std::string> mostChanged;
    std::string nearestMeasured;
};

// `references`: [conditions x referencesPerCondition x genes] predicted cells; `state`: cells, ascending.
// Error classes: bad_option (more neighbors than references), cancelled, out_of_memory.
Result<ReverseSearch> reverseSearch(const PerturbationCells &cells, const std::vector<float> &references, std::size_t conditions,
                                    const std::vector<std::int64_t> &state, std::int64_t neighbors, JobContext &context);

}  // namespace lexicell::models::tasks
