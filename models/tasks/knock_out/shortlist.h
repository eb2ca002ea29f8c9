// Which genes deserve exact numbers: gradient times the change of the input ranks all genes of a cell at the cost of a few passes
// (cell_variants.h). It is an estimate to choose by, never a result: what is chosen is computed exactly.
//
// With a goal a gene's score is the size of its mean estimated `toward`. Without one it is the mean of |E' − E|² across E, which
// for small changes is 2 |E|² times the shift: a single gradient has no answer there, since the shift is smallest at the intact
// cell, so the products with random directions across E stand for the length (Johnson and Lindenstrauss 1984).
#pragma once

#include "models/tasks/knock_out/changed_cells.h"

#include <cstdint>
#include <vector>

namespace lexicell::models::tasks {

inline constexpr std::int64_t shortlistDirections = 8;  // without a goal

// Error classes: unsupported_mode (no gradient for this model or change).
Result<void> checkShortlist(const LoadedModel &model, const GeneChange &change);

// The score of each target of one gene, over the cells where it has a token; 0 where none has it. Does not depend on the number
// of threads. Error classes: cancelled, out_of_memory, those of ChangeGradients.
Result<std::vector<double>> shortlistScores(const input::PreparedCells &cells, const LoadedModel &model, const ChangeJob &job,
                                            JobContext &context);

// Places of the `count` largest scores, ascending; equal ones by `order`, the smaller first.
std::vector<std::size_t> largestScores(const std::vector<double> &scores, const std::vector<std::int64_t> &order,
                                       std::size_t count);

}  // namespace lexicell::models::tasks
