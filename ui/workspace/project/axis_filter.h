// Which cells and genes of a file a session works on, after quality control dropped the others.
//
// The project's journal records every reduction, so that undo reaches back over it, also after the data were opened again.
#pragma once

#include "core/data/dataset.h"
#include "ui/workspace/project/project_file.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace lexicell::ui {

struct AxisFilter {
    std::vector<std::int64_t> cells;  // positions in the file as it lies on disk, ascending
    std::vector<std::int64_t> genes;
};

JournalEntry entryOf(const AxisFilter &filter);

// A filter with its entry, made on the worker: to find a million cells by name and to pack their positions takes longer than a
// frame.
struct Reduction {
    AxisFilter filter;
    JournalEntry entry;
};
// Of a step that made `output` of `input`, the cells and genes of the file in `present` (null: all of them).
Reduction reductionBetween(const AxisFilter *present, const data::Dataset &input, const data::Dataset &output);

// None: the entry reduces nothing, or is damaged.
std::optional<AxisFilter> filterOf(const JournalEntry &entry);

// Where `kept` lies in `present` (null: the whole file): both ascending, `kept` a part of `present`. None when it is not.
std::optional<std::vector<std::int64_t>> positionsWithin(const std::vector<std::int64_t> *present,
                                                         const std::vector<std::int64_t> &kept);

// The data sets that the journal's reductions lead to, in its order. Takes long for many cells: for the worker. Ends before
// the first reduction that does not fit `whole`, the data set as the file has it.
std::vector<std::shared_ptr<const data::Dataset>> reductionsOf(const data::Dataset &whole,
                                                               const std::vector<JournalEntry> &journal);

}  // namespace lexicell::ui
