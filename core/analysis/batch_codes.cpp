#include "core/analysis/batch_codes.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

namespace lexicell::analysis {

Result<CellsByBatch> cellsByBatch(const data::MatrixView &components, const std::vector<std::int32_t> &batches)
{
    if (components.rows < 1 || components.columns < 1)
        return Error{errors::tooSmall, "A correction of batches needs at least one cell with one component."};
    if (batches.size() != static_cast<std::size_t>(components.rows))
        return Error{errors::shapeMismatch, "There are " + std::to_string(components.rows) + " cells and batches of " +
                                                std::to_string(batches.size()) + " cells. Give each cell a batch."};
    if (const auto missing = std::find_if(batches.begin(), batches.end(), [](std::int32_t code) { return code < 0; });
        missing != batches.end())
        return Error{errors::batchesNeeded, "Cell " + std::to_string(missing - batches.begin()) +
                                                " has no batch. Leave out the cells without a batch or choose another column."};
    const float *const end = components.values + components.rows * components.columns;
    const float *const bad = std::find_if_not(components.values, end, [](float value) { return std::isfinite(value); });
    if (bad != end)
        return Error{errors::nonFinite,
                     "The components have a value that is not a number, in cell " +
                         std::to_string((bad - components.values) / components.columns) +
                         ", so batches cannot be corrected. Remove these cells or compute the components again."};
    CellsByBatch sorted;
    sorted.cells.resize(batches.size());
    std::iota(sorted.cells.begin(), sorted.cells.end(), std::int64_t{0});
    const auto code = [&batches](std::int64_t cell) { return batches[static_cast<std::size_t>(cell)]; };
    std::stable_sort(sorted.cells.begin(), sorted.cells.end(),
                     [&code](std::int64_t a, std::int64_t b) { return code(a) < code(b); });
    for (std::size_t i = 0; i < sorted.cells.size(); ++i)
        if (i == 0 || code(sorted.cells[i]) != code(sorted.cells[i - 1])) sorted.begin.push_back(static_cast<std::int64_t>(i));
    sorted.begin.push_back(components.rows);
    return sorted;
}

}  // namespace lexicell::analysis
