// What the values of a matrix are: counts, logarithms, or neither. The one place that decides it, for the window, the command
// line and the models.
#pragma once

#include "core/data/expression_matrix.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace lexicell::data {

struct ValueSummary {
    std::int64_t nonZeros = 0;
    double sum = 0.0;
    double min = 0.0;  // over the non-zero values
    double max = 0.0;
    bool integers = true;
    bool negative = false;
    bool finite = true;

    // NaN and infinities clear `integers` and `finite`. Every number from 2^53 on is whole, so it is not tested.
    void add(double value)
    {
        if (value == 0.0) return;
        if (nonZeros == 0) min = max = value;
        ++nonZeros;
        sum += value;
        min = std::min(min, value);
        max = std::max(max, value);
        negative = negative || value < 0.0;
        if (!std::isfinite(value)) finite = integers = false;
        else if (std::abs(value) < 0x1p53) integers = integers && static_cast<double>(static_cast<std::int64_t>(value)) == value;
    }

    // A value that cannot be a count was seen.
    bool contradictsCounts() const { return !integers || negative || !finite; }
    // All values can be counts, and there is one: a matrix of zeros shows nothing.
    bool counts() const { return nonZeros > 0 && !contradictsCounts(); }
    // Fractions below 30: ln(1 + 1e4) is 9.2 and log2(1 + 1e6) is 19.9, while normalized counts reach hundreds.
    bool looksLogged() const { return !integers && !negative && finite && max < 30.0; }
};

// Adds the values of a stored matrix: a 2-D Array or a SparseMatrix. Exact for every dtype, because it does not convert to
// float32.
void addTo(ValueSummary &summary, const Element &matrix);

// Reads all values as stored; a matrix in a file part by part. No matrix: an empty summary. Error classes: those of reading.
Result<ValueSummary> summarize(const ExpressionMatrix &matrix);

}  // namespace lexicell::data
