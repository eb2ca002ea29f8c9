// Picks cells by their annotations, in the words that scripts of the window and the command line share:
//
//     cell_type == 'CD4 T' and n_counts >= 500
//
// Conditions are joined by "and" or "&". A column with other characters than letters, digits, _ . - stands in backticks; a value
// with spaces or quotes stands in quotes. Error class of both functions: bad_query.
#pragma once

#include "core/base/result.h"
#include "core/data/dataset.h"

#include <optional>
#include <string>
#include <vector>

namespace lexicell::data {

enum class Comparison { Equal, NotEqual, GreaterEqual, LessEqual, Greater, Less };

struct CellCondition {
    std::string column;
    Comparison comparison = Comparison::Equal;
    std::string value;

    // Only == and != can compare labels.
    bool ofLabels() const { return comparison == Comparison::Equal || comparison == Comparison::NotEqual; }
    std::optional<double> number() const;  // the value, if it is one
    bool holds(double number, double bound) const;
};

Result<std::vector<CellCondition>> parseCellQuery(const std::string &query);

// Ascending cells for which every condition holds. Labels are compared as text, a column of numbers with a number. A cell
// without a label equals none.
Result<std::vector<std::int64_t>> cellsWhere(const Dataset &dataset, const std::string &query);

}  // namespace lexicell::data
