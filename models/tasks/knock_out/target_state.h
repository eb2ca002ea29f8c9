// The numbers of changed cells so far, as the state of an unfinished run.
#pragma once

#include "models/tasks/knock_out/changed_cells.h"
#include "models/tasks/knock_out/unfinished_run.h"

#include <cstddef>
#include <vector>

namespace lexicell::models::tasks {

// Pairs are taken cell by cell, and within a cell target by target.
struct PairPlace {
    std::size_t place = 0, target = 0;
};

PartState stateOf(const ChangedCells &result, PairPlace next);
// Into a result with its targets, of so many query cells; an empty state changes nothing. Returns the pair to go on with.
// Error class: corrupt_data.
Result<PairPlace> restore(ChangedCells &result, const PartState &state, std::size_t cells);

// For every state: lists by name, empty where the file lacks one, and the error for lists that do not fit each other.
const std::vector<std::int64_t> &countsOf(const PartState &state, const char *name);
const std::vector<double> &numbersOf(const PartState &state, const char *name);
Error contradiction();
// Whether no size is negative and their sum is `all`.
bool addsUp(const std::vector<std::int64_t> &sizes, std::size_t all);
// [cells x 3]: shift, toward, along.
void addShifts(std::vector<double> &to, const std::vector<CellShift> &shifts);
std::vector<CellShift> shiftsAt(const std::vector<double> &from, std::size_t begin, std::size_t count);
inline constexpr std::size_t numbersOfCell = 3;

}  // namespace lexicell::models::tasks
