// Two groups of cells that a person chose for a comparison: selections, or labels of a column. A task reads groups from a column
// of obs, so groups that no column holds together are handed to it in a column of the copy that it reads.
#pragma once

#include "core/data/dataset.h"

#include <QString>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lexicell::ui {

// The column of that copy. It stands in the record of the result, and is never added to the open data set.
inline constexpr const char *groupsColumn = "lexicell_groups";

struct CellGroup {
    QString name;    // the label: "CD4 T"; of a selection a text for people: "selection of 412 cells"
    QString column;  // whose label the group is; empty: a selection
    std::vector<std::uint8_t> cells;

    std::int64_t count() const;
};

// Cells that are in both.
std::int64_t sharedCells(const CellGroup &a, const CellGroup &b);

// Where a task finds the groups: in a column that the data set has, or in one that is made for it. There, selections are named
// "selection A" and "selection B", in any language of the window, because the record has these names. All empty: the one group is
// all cells.
struct GroupOptions {
    QString column, from, toward;  // `toward` empty: there is no second group
    bool made = false;
};
GroupOptions groupOptions(const CellGroup &from, const std::optional<CellGroup> &toward);

// `dataset` with the column of groupOptions(); cells of neither group have no value. The groups share no cell.
data::Dataset withGroups(const data::Dataset &dataset, const CellGroup &from, const std::optional<CellGroup> &toward);

// Flags of cells as text for a result's summary, and back; of another number of cells, or damaged: empty.
std::string packedCells(const std::vector<std::uint8_t> &cells);
std::vector<std::uint8_t> unpackedCells(const std::string &text, std::int64_t cells);

// SHA-256 of the groups, for the record.
std::string hashOfGroups(const CellGroup &from, const std::optional<CellGroup> &toward);

}  // namespace lexicell::ui
