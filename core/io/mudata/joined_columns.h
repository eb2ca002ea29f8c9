// Columns of the tables of several modalities as one column: the cells of a modality are put at their places among all cells, and
// the features of all modalities one after the other. A place without a value is missing.
#pragma once

#include "core/data/element.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace lexicell::io {

struct ColumnPart {
    const data::Element *column = nullptr;  // null: all values are missing
    std::vector<std::int64_t> rows;         // of the column, for each place; -1: missing
};

// Text and categories give text or, where all parts are categories, categories; numbers keep their kind (bool, whole or float64,
// exact up to 2^53), with a mask or NaN where values are missing. Null: the parts are of kinds that do not go together.
data::ElementPtr joinedColumn(const std::vector<ColumnPart> &parts);

// The column with its values at these places, as joinedColumn() of one part.
data::ElementPtr placedColumn(const data::Element &column, const std::vector<std::int64_t> &rows);

// Whether two columns of the same length never differ where both have a value.
bool agree(const data::Element &a, const data::Element &b);

}  // namespace lexicell::io
